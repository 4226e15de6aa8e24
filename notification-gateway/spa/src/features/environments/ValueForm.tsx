import { Button, Checkbox, PasswordInput, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { changeVariable, createVariable, deleteVariable } from '@/api/environments';
import type { Variable, VariableGroup } from '@/api/types';
import { useDeed } from '@/components/useDeed';
import { Form } from './Form';
import { useSaving } from './useSaving';
import { useEnvironmentWords } from './words';

interface Values {
  readonly value: string;
  readonly isObfuscated: boolean;
}

interface Shown {
  readonly group: VariableGroup;
  /** Absent where the environment has none yet. */
  readonly variable: Variable | undefined;
  readonly environment: string;
  readonly close: () => void;
}

/** The value of a variable in one environment. A secret is written and never read. */
export const ValueForm = ({ group: { key, root }, variable, environment, close }: Shown) => {
  const t = useEnvironmentWords();
  const secret = variable?.isObfuscated ?? root?.isObfuscated ?? false;
  const form = useForm<Values>({ initialValues: { value: variable?.value ?? '', isObfuscated: secret }, validate: { value: (text) => (text === '' ? t('needed') : null) } });
  const { save, ...saving } = useSaving<Values>({
    form,
    act: (values) => (variable ? changeVariable(variable._id, values) : createVariable({ key, filiere: environment, description: root?.description ?? '', isRoot: false, ...values })),
    fields: ['value', 'isObfuscated'],
    done: () => t('saved', { key }),
    close,
  });
  const remove = useDeed({ act: (id: string) => deleteVariable(id), stale: [['variables'], ['environments']] });
  const hidden = form.values.isObfuscated;
  return (
    <Form
      submit={form.onSubmit((values) => save(values))}
      close={close}
      {...saving}
      also={
        variable && (
          <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate(variable._id, { onSuccess: close })}>
            {t('remove', { environment })}
          </Button>
        )
      }
    >
      {hidden ? (
        <PasswordInput label={variable?.isObfuscated ? t('newSecret') : t('valueField')} required autoComplete="off" data-autofocus {...form.getInputProps('value')} />
      ) : (
        <Textarea label={t('valueField')} required autosize maxRows={10} data-autofocus {...form.getInputProps('value')} />
      )}
      <Checkbox label={t('secret')} {...form.getInputProps('isObfuscated', { type: 'checkbox' })} />
    </Form>
  );
};
