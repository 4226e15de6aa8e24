import type { UseFormReturnType } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useFaults } from '@/components/useFaults';

interface Saving<Values> {
  readonly form: Pick<UseFormReturnType<Values>, 'setErrors'>;
  readonly act: (values: Values) => Promise<unknown>;
  /** The fields of the form, by the names that the service gives them. */
  readonly fields: readonly string[];
  readonly done: (values: Values) => string;
  readonly close: () => void;
}

/** Saves what a form says, and says beside its fields what was refused. */
export const useSaving = <Values>({ form, act, fields, done, close }: Saving<Values>) => {
  const faults = useFaults();
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: act,
    onSuccess: async (_, values) => {
      notifications.show({ color: 'green', message: done(values) });
      await Promise.all([queries.invalidateQueries({ queryKey: ['variables'] }), queries.invalidateQueries({ queryKey: ['environments'] })]);
      close();
    },
    onError: (failure) => form.setErrors(faults.beside(failure, fields)),
  });
  return { save: saving.mutate, pending: saving.isPending, above: saving.isError ? faults.above(saving.error, fields) : null };
};
