import { Alert, Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { wordsOf } from '@/words/language';
import { useFaults } from './useFaults';

const useWords = wordsOf(
  'campaignForm',
  { name: 'Nom', description: 'Description', needed: 'Ce champ est obligatoire.', cancel: 'Annuler' },
  { name: 'Name', description: 'Description', needed: 'This field is required.', cancel: 'Cancel' },
);

const FIELDS = ['name', 'description'] as const;

export interface CampaignText {
  readonly name: string;
  readonly description: string;
}

interface Form<Answer> {
  readonly initial: CampaignText;
  /** What the button says. */
  readonly submit: string;
  readonly send: (asked: CampaignText) => Promise<Answer>;
  readonly sent: (answer: Answer) => Promise<void> | void;
  readonly close: () => void;
}

/** What a campaign is called, for one that is made and for one that is there; a refusal stands beside its field. */
export const CampaignForm = <Answer,>({ initial, submit, send, sent, close }: Form<Answer>) => {
  const t = useWords();
  const faults = useFaults();
  const form = useForm({ mode: 'uncontrolled', initialValues: initial, validate: { name: (text) => (text.trim() ? null : t('needed')) } });
  const sending = useMutation({ mutationFn: send, onSuccess: sent, onError: (failure) => form.setErrors(faults.beside(failure, FIELDS)) });
  const above = sending.isError ? faults.above(sending.error, FIELDS) : null;
  return (
    <form noValidate onSubmit={form.onSubmit((asked) => sending.mutate(asked))}>
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
          <Button type="submit" loading={sending.isPending}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
