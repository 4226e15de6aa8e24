import { Input, Skeleton } from '@mantine/core';
import { useId } from '@mantine/hooks';
import { lazy, type ReactNode, Suspense } from 'react';
import type { CodeLanguage, Suggest } from './codemirror';

const Editor = lazy(() => import('./codemirror'));

export interface Code {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly language: CodeLanguage;
  readonly value: string;
  readonly change: (text: string) => void;
  /** What may stand between `{{` and `}}`. */
  readonly suggest?: Suggest;
}

/** A field for a script, JSON or SQL. The editor itself comes when the first of them is shown. */
export const CodeEditor = ({ label, help, error, required, ...code }: Code) => {
  const id = useId();
  return (
    <Input.Wrapper label={label} labelElement="div" labelProps={{ id }} description={help} error={error} required={required === true}>
      <Suspense fallback={<Skeleton height={120} />}>
        <Editor {...code} labelledBy={id} invalid={error !== undefined && error !== null} />
      </Suspense>
    </Input.Wrapper>
  );
};
