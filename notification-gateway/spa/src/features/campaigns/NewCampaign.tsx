import { Alert, Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { campaigns, createCampaign } from '@/api/campaigns';
import { useFaults } from '@/components/useFaults';
import { useCampaignsWords } from './words';

const FIELDS = ['name', 'description'] as const;

export const NewCampaign = ({ opened, close }: { readonly opened: boolean; readonly close: () => void }) => {
  const t = useCampaignsWords();
  return (
    <Modal opened={opened} onClose={close} title={t('createTitle')} centered>
      <NewCampaignForm close={close} />
    </Modal>
  );
};

const NewCampaignForm = ({ close }: { readonly close: () => void }) => {
  const t = useCampaignsWords();
  const faults = useFaults();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: '', description: '' }, validate: { name: (text) => (text.trim() ? null : t('needed')) } });
  const create = useMutation({
    mutationFn: createCampaign,
    onSuccess: async (id) => {
      await queries.invalidateQueries({ queryKey: campaigns.queryKey, exact: true });
      close();
      await navigate({ to: '/campaigns/$id', params: { id } });
    },
    onError: (failure) => form.setErrors(faults.beside(failure, FIELDS)),
  });
  const above = create.isError ? faults.above(create.error, FIELDS) : null;
  return (
    <form noValidate onSubmit={form.onSubmit((asked) => create.mutate(asked))}>
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
          <Button type="submit" loading={create.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
