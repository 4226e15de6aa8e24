import { Checkbox, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { changeVariable } from '@/api/environments';
import type { Variable } from '@/api/types';
import { Form } from './Form';
import { useSaving } from './useSaving';
import { useEnvironmentWords } from './words';

interface Values {
  readonly description: string;
  readonly isObfuscated: boolean;
}

/** What is said of a variable in all environments. */
export const RootForm = ({ variable, close }: { readonly variable: Variable; readonly close: () => void }) => {
  const t = useEnvironmentWords();
  const form = useForm<Values>({ initialValues: { description: variable.description, isObfuscated: variable.isObfuscated } });
  const { save, ...saving } = useSaving<Values>({
    form,
    act: (values) => changeVariable(variable._id, values),
    fields: ['description', 'isObfuscated'],
    done: () => t('saved', { key: variable.key }),
    close,
  });
  return (
    <Form submit={form.onSubmit((values) => save(values))} close={close} {...saving}>
      <Textarea label={t('description')} autosize minRows={2} data-autofocus {...form.getInputProps('description')} />
      <Checkbox label={t('secret')} {...form.getInputProps('isObfuscated', { type: 'checkbox' })} />
    </Form>
  );
};
