import { NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { limitEnvironment } from '@/api/environments';
import { Form } from './Form';
import { useSaving } from './useSaving';
import { useEnvironmentWords } from './words';

interface Values {
  readonly max_parallel: number | '';
}

export const LimitForm = ({ environment, most, close }: { readonly environment: string; readonly most: number | null; readonly close: () => void }) => {
  const t = useEnvironmentWords();
  const form = useForm<Values>({ initialValues: { max_parallel: most ?? '' } });
  const { save, ...saving } = useSaving<Values>({
    form,
    act: ({ max_parallel: wanted }) => limitEnvironment(environment, wanted === '' ? null : wanted),
    fields: ['max_parallel'],
    done: () => t('limitSaved', { environment }),
    close,
  });
  return (
    <Form submit={form.onSubmit((values) => save(values))} close={close} {...saving}>
      <NumberInput label={t('limit')} description={t('limitHelp')} placeholder={t('noLimit')} allowDecimal={false} data-autofocus {...form.getInputProps('max_parallel')} />
    </Form>
  );
};
