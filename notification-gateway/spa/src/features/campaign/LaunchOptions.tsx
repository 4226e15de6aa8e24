import { Checkbox, NumberInput, SimpleGrid, Stack } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { canNotify, notifies, wantNotifications } from '@/components/desktop';
import { Fold } from '@/components/Fold';
import type { WantedLaunch } from './launching';
import { useLaunchWords } from './launchWords';

const FOLDED = ['parallelism', 'retries', 'timeout', 'run_timeout'] as const;

/** What most launches leave as it is. */
export const LaunchOptions = ({ form }: { readonly form: UseFormReturnType<WantedLaunch> }) => {
  const t = useLaunchWords();
  return (
    <Fold label={t('more')} needed={FOLDED.some((field) => form.errors[field] !== undefined)}>
      <Stack pt="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NumberInput label={t('parallelism')} description={t('parallelismHelp')} placeholder="1" allowDecimal={false} {...form.getInputProps('parallelism')} />
          <NumberInput label={t('retries')} description={t('retriesHelp')} placeholder="0" allowDecimal={false} {...form.getInputProps('retries')} />
          <NumberInput label={t('timeout')} description={t('timeoutHelp')} placeholder={t('workers')} allowDecimal={false} {...form.getInputProps('timeout')} />
          <NumberInput label={t('runTimeout')} description={t('runTimeoutHelp')} placeholder={t('none')} allowDecimal={false} {...form.getInputProps('run_timeout')} />
        </SimpleGrid>
        <Checkbox label={t('keep')} {...form.getInputProps('keep_failed_work', { type: 'checkbox' })} />
        <NotifyChoice />
      </Stack>
    </Fold>
  );
};

const NotifyChoice = () => {
  const t = useLaunchWords();
  const [wanted, setWanted] = useState(notifies);
  const [refused, setRefused] = useState(!canNotify());
  const choose = async (checked: boolean) => {
    const allowed = await wantNotifications(checked);
    setWanted(checked && allowed);
    setRefused(checked && !allowed);
  };
  return <Checkbox label={t('notify')} checked={wanted} description={refused ? t('notifyRefused') : undefined} onChange={(event) => void choose(event.currentTarget.checked)} />;
};
