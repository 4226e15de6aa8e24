import { Checkbox, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { createVariable } from '@/api/environments';
import type { Environment, VariableGroup } from '@/api/types';
import { Form } from './Form';
import { useSaving } from './useSaving';
import { useEnvironmentWords } from './words';

interface Place {
  readonly close: () => void;
  readonly environments: readonly Environment[];
  readonly groups: readonly VariableGroup[];
}

export const NewVariable = ({ opened, ...place }: Place & { readonly opened: boolean }) => {
  const t = useEnvironmentWords();
  return (
    <Modal opened={opened} onClose={place.close} title={t('addTitle')} centered>
      <NewVariableForm {...place} />
    </Modal>
  );
};

interface Values {
  readonly key: string;
  readonly description: string;
  readonly isObfuscated: boolean;
  /** By environment; those that are left empty get none. */
  readonly values: Readonly<Record<string, string>>;
}

/** A variable with its values in all environments: first what is the same in all of them, then each. */
const create = async ({ key, description, isObfuscated, values }: Values, exists: boolean) => {
  if (!exists) await createVariable({ key, description, isObfuscated, isRoot: true });
  for (const [filiere, value] of Object.entries(values)) if (value !== '') await createVariable({ key, value, filiere, description, isObfuscated, isRoot: false });
};

const NewVariableForm = ({ close, environments, groups }: Place) => {
  const t = useEnvironmentWords();
  const form = useForm<Values>({
    initialValues: { key: '', description: '', isObfuscated: false, values: Object.fromEntries(environments.map(({ name }) => [name, ''])) },
    validate: { key: (text) => (text.trim() === '' ? t('needed') : null) },
  });
  const { save, ...saving } = useSaving<Values>({
    form,
    act: (values) => create({ ...values, key: values.key.trim() }, groups.some(({ key, root }) => key === values.key.trim() && root === null)),
    fields: ['key', 'description'],
    done: ({ key }) => t('saved', { key }),
    close,
  });
  const Input = form.values.isObfuscated ? PasswordInput : TextInput;
  return (
    <Form submit={form.onSubmit((values) => save(values))} close={close} {...saving}>
      <TextInput label={t('key')} description={t('keyHelp', { example: `{{${form.values.key || 'base_url'}}}` })} required data-autofocus {...form.getInputProps('key')} />
      <TextInput label={t('description')} {...form.getInputProps('description')} />
      <Checkbox label={t('secret')} {...form.getInputProps('isObfuscated', { type: 'checkbox' })} />
      {environments.map(({ name }) => (
        <Input
          key={name}
          label={t('value', { key: form.values.key || t('variable'), environment: name })}
          autoComplete="off"
          value={form.values.values[name] ?? ''}
          onChange={(event) => form.setFieldValue('values', { ...form.values.values, [name]: event.currentTarget.value })}
        />
      ))}
    </Form>
  );
};
