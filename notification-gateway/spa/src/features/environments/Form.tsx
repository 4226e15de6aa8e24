import { Alert, Button, Group, Stack } from '@mantine/core';
import type { SubmitEventHandler, ReactNode } from 'react';
import { useEnvironmentWords } from './words';

interface Shown {
  readonly submit: SubmitEventHandler<HTMLFormElement>;
  /** What no field can say. */
  readonly above: string | null;
  readonly pending: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
  /** What else can be done with what is edited. */
  readonly also?: ReactNode;
}

/** What the small forms of this page have in common. */
export const Form = ({ submit, above, pending, close, children, also }: Shown) => {
  const t = useEnvironmentWords();
  return (
    <form noValidate onSubmit={submit}>
      <Stack>
        {above !== null && (
          <Alert color="red" role="alert">
            {above}
          </Alert>
        )}
        {children}
        <Group justify="space-between">
          <div>{also}</div>
          <Group gap="sm">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={pending}>
              {t('save')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
};
