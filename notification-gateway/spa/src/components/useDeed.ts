import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useSentence } from './Failure';

/** Something a person does: what was read about it before is read anew, and it is said that it is done, or why not. */
export const useDeed = <Asked, Answer>({ act, done, stale = [] }: { readonly act: (asked: Asked) => Promise<Answer>; readonly done?: (asked: Asked) => string; readonly stale?: readonly QueryKey[] }) => {
  const queries = useQueryClient();
  const sentence = useSentence();
  return useMutation({
    mutationFn: act,
    onSuccess: async (_, asked) => {
      if (done) notifications.show({ color: 'green', message: done(asked) });
      await Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
    onError: (failure) => notifications.show({ color: 'red', message: sentence(failure), autoClose: 8_000 }),
  });
};
