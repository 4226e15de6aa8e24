import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconPlayerStop } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { call, intention } from '@/api/call';
import { addressOf } from '@/api/report';
import { useSentence } from '@/components/Failure';
import { useReportWords } from './words';

/** Asks for the run to be ended, once somebody has said that it is meant. */
export const StopRun = ({ id }: { readonly id: string }) => {
  const t = useReportWords();
  const sentence = useSentence();
  const stop = useMutation({
    mutationFn: (key: string) => call<{ readonly message: string }>(`${addressOf.report(id)}/cancel`, { method: 'POST', headers: { 'Idempotency-Key': key } }),
    onSuccess: ({ message }) => notifications.show({ message }),
    onError: (failure) => notifications.show({ color: 'red', message: sentence(failure) }),
  });
  const ask = () =>
    modals.openConfirmModal({
      title: t('stopTitle'),
      children: <Text size="sm">{t('stopSure')}</Text>,
      labels: { confirm: t('stop'), cancel: t('keepOn') },
      confirmProps: { color: 'red' },
      onConfirm: () => stop.mutate(intention()),
    });
  return (
    <Button color="red" variant="light" leftSection={<IconPlayerStop size={17} aria-hidden />} loading={stop.isPending} onClick={ask}>
      {t('stop')}
    </Button>
  );
};
