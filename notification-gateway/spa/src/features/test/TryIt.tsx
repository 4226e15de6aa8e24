import { Alert, Button, Group, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { environments } from '@/api/environments';
import { AnchorLink } from '@/components/links';
import { TestBadge } from '@/components/StatusBadge';
import { useFaults } from '@/components/useFaults';
import { LogLines } from './LogLines';
import { hasEnded, type Tried, type Trial, useTrial } from './useTrial';
import { useTestWords } from './words';

interface Place {
  readonly tried: () => Tried;
  /** Tells what was refused of the test itself, to be said beside its fields. @returns whether there was such a thing */
  readonly refused: (failure: unknown) => boolean;
}

/** Runs what is on the screen, alone, and shows its log as it is written. */
export const TryIt = ({ tried, refused }: Place) => {
  const t = useTestWords();
  const faults = useFaults();
  const names = useQuery(environments).data?.map(({ name }) => name) ?? [];
  const [kept, keep] = useLocalStorage({ key: 'vigie.try-in', defaultValue: '' });
  const [asked, setAsked] = useState(false);
  const { trial, start, stop } = useTrial();
  const environment = names.includes(kept) ? kept : '';
  const needed = asked && environment === '' ? t('needed') : null;
  const going = trial !== null && !hasEnded(trial);

  const run = () => {
    setAsked(true);
    if (environment !== '') start.mutate({ tried: tried(), environment }, { onError: refused });
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="try">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h3" id="try">
            {t('tryTitle')}
          </Title>
          <Text size="xs" c="dimmed">
            {t('tryHelp')}
          </Text>
        </div>
        <NativeSelect
          label={t('environment')}
          required
          error={needed}
          data={[{ value: '', label: t('choose') }, ...names]}
          value={environment}
          onChange={(event) => keep(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button onClick={run} loading={start.isPending} disabled={going} leftSection={<IconPlayerPlay size={18} aria-hidden />}>
            {t('try')}
          </Button>
          {going && (
            <Button variant="default" onClick={() => stop.mutate(trial.run)} loading={stop.isPending} leftSection={<IconPlayerStop size={18} aria-hidden />}>
              {t('stop')}
            </Button>
          )}
        </Group>
        {start.isError && (
          <Alert color="red" role="alert">
            {faults.above(start.error, []) ?? t('invalid')}
          </Alert>
        )}
        {trial && <Result trial={trial} />}
      </Stack>
    </Paper>
  );
};

const BADGES = { pending: 'pending', running: 'running', passed: 'passed', failed: 'failed', error: 'failed' } as const;

const Result = ({ trial }: { readonly trial: Trial }) => {
  const t = useTestWords();
  const { state, lines, run, away } = trial;
  return (
    <Stack gap="xs">
      <Group gap="sm" role="status">
        <TestBadge status={BADGES[state?.status ?? 'pending']} />
        {away && <Text size="sm">{t('away')}</Text>}
        <AnchorLink to="/reports/$id" params={{ id: run }} size="sm">
          {t('seeReport')}
        </AnchorLink>
      </Group>
      {state?.errorDetails && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {state.errorDetails}
        </Text>
      )}
      {lines.length === 0 && !hasEnded(trial) ? (
        <Text size="sm" c="dimmed">
          {t('waiting')}
        </Text>
      ) : (
        <LogLines lines={lines} label={t('log')} followWord={t('follow')} />
      )}
    </Stack>
  );
};
