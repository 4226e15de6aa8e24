import { Autocomplete, Modal, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { createVariable } from '@/api/environments';
import type { VariableGroup } from '@/api/types';
import { Form } from './Form';
import { useSaving } from './useSaving';
import { useEnvironmentWords } from './words';

interface Place {
  readonly close: () => void;
  readonly groups: readonly VariableGroup[];
}

export const NewEnvironment = ({ opened, ...place }: Place & { readonly opened: boolean }) => {
  const t = useEnvironmentWords();
  return (
    <Modal opened={opened} onClose={place.close} title={t('environmentTitle')} centered>
      <NewEnvironmentForm {...place} />
    </Modal>
  );
};

interface Values {
  readonly filiere: string;
  readonly key: string;
  readonly value: string;
}

const NewEnvironmentForm = ({ close, groups }: Place) => {
  const t = useEnvironmentWords();
  const needed = (text: string) => (text.trim() === '' ? t('needed') : null);
  const form = useForm<Values>({ initialValues: { filiere: '', key: groups[0]?.key ?? '', value: '' }, validate: { filiere: needed, key: needed, value: needed } });
  const { save, ...saving } = useSaving<Values>({
    form,
    act: async ({ filiere, key, value }) => {
      const known = groups.find((group) => group.key === key.trim());
      const isObfuscated = known?.root?.isObfuscated ?? false;
      const description = known?.root?.description ?? '';
      if (!known?.root) await createVariable({ key: key.trim(), description, isObfuscated, isRoot: true });
      await createVariable({ key: key.trim(), value, filiere: filiere.trim(), description, isObfuscated, isRoot: false });
    },
    fields: ['filiere', 'key', 'value'],
    done: ({ key }) => t('saved', { key }),
    close,
  });
  return (
    <Form submit={form.onSubmit((values) => save(values))} close={close} {...saving}>
      <TextInput label={t('environment')} description={t('firstHelp')} required data-autofocus {...form.getInputProps('filiere')} />
      <Autocomplete label={t('first')} required data={groups.map(({ key }) => key)} {...form.getInputProps('key')} />
      <TextInput label={t('valueField')} required autoComplete="off" {...form.getInputProps('value')} />
    </Form>
  );
};
