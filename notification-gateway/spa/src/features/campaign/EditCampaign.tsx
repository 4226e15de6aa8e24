import { Alert, Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { changeCampaign } from '@/api/campaigns';
import type { Campaign } from '@/api/types';
import { useDeed } from '@/components/useDeed';
import { useFaults } from '@/components/useFaults';
import { useCampaignWords } from './words';

const FIELDS = ['name', 'description'] as const;

export const EditCampaign = ({ campaign, opened, close }: { readonly campaign: Campaign; readonly opened: boolean; readonly close: () => void }) => {
  const t = useCampaignWords();
  return (
    <Modal opened={opened} onClose={close} title={t('editTitle')} centered>
      <EditForm campaign={campaign} close={close} />
    </Modal>
  );
};

const EditForm = ({ campaign, close }: { readonly campaign: Campaign; readonly close: () => void }) => {
  const t = useCampaignWords();
  const faults = useFaults();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: campaign.name, description: campaign.description },
    validate: { name: (text) => (text.trim() ? null : t('needed')) },
  });
  const change = useDeed({ act: (asked: { name: string; description: string }) => changeCampaign(campaign._id, asked), done: () => t('saved'), stale: [['campaigns']] });
  const above = change.isError ? faults.above(change.error, FIELDS) : null;
  return (
    <form noValidate onSubmit={form.onSubmit((asked) => change.mutate(asked, { onSuccess: close, onError: (failure) => form.setErrors(faults.beside(failure, FIELDS)) }))}>
      <Stack>
        {above !== null && (
          <Alert color="red" role="alert">
            {above}
          </Alert>
        )}
        <TextInput key={form.key('name')} label={t('name')} required data-autofocus {...form.getInputProps('name')} />
        <Textarea key={form.key('description')} label={t('description')} autosize minRows={2} {...form.getInputProps('description')} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={change.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
