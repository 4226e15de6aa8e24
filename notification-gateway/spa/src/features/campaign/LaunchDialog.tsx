import { Alert, Button, Checkbox, Group, Modal, NativeSelect, Skeleton, Stack, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CallFailed } from '@/api/call';
import { environments } from '@/api/environments';
import { generateName, launch } from '@/api/reports';
import { Failure } from '@/components/Failure';
import { AnchorLink } from '@/components/links';
import { follow } from '@/components/launched';
import { useFaults } from '@/components/useFaults';
import { useIntention } from '@/components/useIntention';
import { FIELDS, launchOf, NEW_LAUNCH, type WantedLaunch } from './launching';
import { LaunchOptions } from './LaunchOptions';
import { useLaunchWords } from './launchWords';

interface Dialog {
  readonly campaign: string;
  /** Chosen beforehand: the one that the campaign last ran in. */
  readonly environment: string | null;
  readonly close: () => Promise<void>;
}

export const LaunchDialog = ({ opened, ...dialog }: Dialog & { readonly opened: boolean }) => {
  const t = useLaunchWords();
  return (
    <Modal opened={opened} onClose={() => void dialog.close()} title={t('title')} size="lg" centered>
      <Prepared {...dialog} />
    </Modal>
  );
};

/** Asks for a name that is free, each time anew: another person may have taken the last one. */
const Prepared = (dialog: Dialog) => {
  const known = useQuery(environments);
  const name = useQuery({ queryKey: ['generated-name'], queryFn: generateName, staleTime: 0, gcTime: 0 });
  if (known.isError) return <Failure failure={known.error} again={() => void known.refetch()} />;
  if (known.isPending || name.isPending || name.isFetching) return <Skeleton height={260} />;
  // Without a suggestion people still can say a name themselves.
  return <LaunchForm {...dialog} name={name.data ?? ''} names={known.data.map((environment) => environment.name)} />;
};

const LaunchForm = ({ campaign, environment, close, name, names }: Dialog & { readonly name: string; readonly names: readonly string[] }) => {
  const t = useLaunchWords();
  const faults = useFaults();
  const only = names.length === 1 ? names[0] : undefined;
  const form = useForm<WantedLaunch>({
    initialValues: { ...NEW_LAUNCH, name, filiere: (environment !== null && names.includes(environment) ? environment : only) ?? '' },
    validate: { name: (text) => (text.trim() ? null : t('needed')), filiere: (text) => (text ? null : t('needed')) },
  });
  const run = useLaunch({ campaign, close, refused: (failure) => form.setErrors(faults.beside(failure, FIELDS)) });
  const above = run.isError ? (run.error instanceof CallFailed && run.error.isAway ? t('away') : faults.above(run.error, FIELDS)) : null;
  return (
    <form noValidate onSubmit={form.onSubmit((wanted) => run.mutate(wanted))}>
      <Stack>
        {above !== null && (
          <Alert color="red" role="alert">
            {above}
          </Alert>
        )}
        <TextInput label={t('name')} required autoFocus {...form.getInputProps('name')} />
        <EnvironmentField form={form} names={names} />
        <Checkbox label={t('stop')} {...form.getInputProps('stop_on_failure', { type: 'checkbox' })} />
        <LaunchOptions form={form} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void close()}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={run.isPending}>
            {t('launch')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

const EnvironmentField = ({ form, names }: { readonly form: UseFormReturnType<WantedLaunch>; readonly names: readonly string[] }) => {
  const t = useLaunchWords();
  return names.length === 0 ? (
    <Alert color="yellow" title={t('noEnvironments')}>
      <AnchorLink to="/environments">
        {t('defineOne')}
      </AnchorLink>
    </Alert>
  ) : (
    <NativeSelect label={t('environment')} required data={[{ value: '', label: t('choose') }, ...names]} {...form.getInputProps('filiere')} />
  );
};

/** Launches once, however often it has to be sent; then goes to the report. */
const useLaunch = ({ campaign, close, refused }: { readonly campaign: string; readonly close: () => Promise<void>; readonly refused: (failure: unknown) => void }) => {
  const intention = useIntention();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (wanted: WantedLaunch) => {
      const asked = launchOf(campaign, wanted);
      return { id: await launch(asked, intention.keyOf(asked)), name: asked.name, campaign };
    },
    onSuccess: async (run) => {
      intention.done();
      follow(run);
      // Who comes back from the report comes back to the campaign, not to the dialog.
      await close();
      await navigate({ to: '/reports/$id', params: { id: run.id } });
    },
    onError: refused,
  });
};
