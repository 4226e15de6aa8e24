import { Button, FileButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFileImport } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { faultsOf } from '@/api/faults';
import { campaigns } from '@/api/campaigns';
import { firstFree, fromPaper, NotACampaign } from '@/api/transfer';
import { useSentence } from '@/components/Failure';
import { useFaults } from '@/components/useFaults';
import { write } from './transfer';
import { useCampaignsWords } from './words';

/** Reads a file that a campaign was exported to and makes a campaign of it. */
export const ImportButton = () => {
  const t = useCampaignsWords();
  const sentence = useSentence();
  const faults = useFaults();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const reset = useRef<() => void>(null);

  const why = (failure: unknown) => {
    if (failure instanceof NotACampaign) return t(`unreadable.${failure.why}`);
    const places = faultsOf(failure).map((fault) => `${fault.path}: ${faults.say(failure)(fault)}`);
    return places.length > 0 ? places.slice(0, 5).join(' ') : sentence(failure);
  };
  const read = useMutation({
    mutationFn: async (file: File) => {
      const paper = fromPaper(await file.text());
      const taken = (await queries.query({ ...campaigns, staleTime: 'static' })).map(({ name }) => name);
      const name = firstFree(paper.campain.name, taken);
      return { id: await write(paper, name), name };
    },
    onSuccess: async ({ id, name }) => {
      notifications.show({ color: 'green', message: t('imported', { name }) });
      await queries.invalidateQueries({ queryKey: campaigns.queryKey, exact: true });
      await navigate({ to: '/campaigns/$id', params: { id } });
    },
    onError: (failure) => notifications.show({ color: 'red', title: t('importFailed'), message: why(failure), autoClose: false }),
    onSettled: () => reset.current?.(),
  });
  return (
    <FileButton resetRef={reset} accept="application/json,.json" onChange={(file) => file && read.mutate(file)}>
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconFileImport size={18} aria-hidden />} loading={read.isPending} title={t('importHint')}>
          {t('import')}
        </Button>
      )}
    </FileButton>
  );
};
