import { Checkbox, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { Fold } from '@/components/Fold';
import type { Draft, Faults } from './draft';
import { useTestWords } from './words';

type Settings = Pick<Draft, 'retries' | 'timeout' | 'quarantined' | 'quarantine_reason' | 'affinity'>;

const SETTINGS = ['retries', 'timeout', 'quarantined', 'quarantine_reason', 'affinity'] as const;

/** What a test wants otherwise than the launch says; folded away while it wants nothing. */
export const TestSettings = ({ draft, faults, change }: { readonly draft: Draft; readonly faults: Faults; readonly change: (settings: Partial<Settings>, place: string) => void }) => {
  const t = useTestWords();
  const wanted = SETTINGS.some((setting) => draft[setting] !== null && draft[setting] !== false);
  const number = (value: string | number) => (typeof value === 'number' ? value : null);
  return (
    <Fold label={t('settings')} needed={wanted || SETTINGS.some((setting) => faults[setting] !== undefined)}>
        <Stack pt="xs">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <NumberInput label={t('retries')} placeholder={t('ofLaunch')} allowDecimal={false} value={draft.retries ?? ''} error={faults.retries} onChange={(value) => change({ retries: number(value) }, 'retries')} />
            <NumberInput label={t('timeout')} placeholder={t('ofLaunch')} allowDecimal={false} value={draft.timeout ?? ''} error={faults.timeout} onChange={(value) => change({ timeout: number(value) }, 'timeout')} />
          </SimpleGrid>
          <TextInput
            label={t('affinity')}
            description={t('affinityHelp')}
            value={draft.affinity ?? ''}
            error={faults.affinity}
            onChange={(event) => change({ affinity: event.currentTarget.value === '' ? null : event.currentTarget.value }, 'affinity')}
          />
          <Checkbox label={t('quarantined')} checked={draft.quarantined} error={faults.quarantined} onChange={(event) => change({ quarantined: event.currentTarget.checked }, 'quarantined')} />
          {draft.quarantined && (
            <TextInput
              label={t('reason')}
              value={draft.quarantine_reason ?? ''}
              error={faults.quarantine_reason}
              onChange={(event) => change({ quarantine_reason: event.currentTarget.value === '' ? null : event.currentTarget.value }, 'quarantine_reason')}
            />
          )}
        </Stack>
    </Fold>
  );
};
