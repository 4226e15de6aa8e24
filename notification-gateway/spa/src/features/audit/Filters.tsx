import { Button, Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Wanted } from './decisions';
import { useAuditWords } from './words';

const KINDS = ['campaign', 'test', 'environment', 'variable', 'user', 'report', 'webhook', 'retention'] as const;

/** What of the decisions is shown. Ids are asked for when they are whole, not with each letter. */
export const Filters = ({ wanted, want }: { readonly wanted: Wanted; readonly want: (wanted: Wanted) => void }) => {
  const t = useAuditWords();
  const [subject, setSubject] = useState(wanted.subject ?? '');
  const change = (part: Partial<Record<keyof Wanted, string | null>>) =>
    want(Object.fromEntries(Object.entries({ ...wanted, ...part }).filter(([, value]) => value)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change({ subject: subject.trim() });
      }}
    >
      <Group align="end" gap="sm">
        <Select
          label={t('kind')}
          placeholder={t('everyKind')}
          clearable
          data={KINDS.map((kind) => ({ value: kind, label: t(`things.${kind}`) }))}
          value={wanted.kind ?? null}
          onChange={(kind) => change({ kind })}
        />
        <TextInput type="date" label={t('since')} value={wanted.since ?? ''} onChange={(event) => change({ since: event.currentTarget.value })} />
        <TextInput type="date" label={t('until')} value={wanted.until ?? ''} onChange={(event) => change({ until: event.currentTarget.value })} />
        <TextInput label={t('subject')} value={subject} onChange={(event) => setSubject(event.currentTarget.value)} onBlur={() => change({ subject: subject.trim() })} />
        <Button
          variant="default"
          onClick={() => {
            setSubject('');
            want({});
          }}
        >
          {t('reset')}
        </Button>
      </Group>
    </form>
  );
};
