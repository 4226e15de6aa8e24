import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';

/** How long to wait for more that wants the same: rooms of one page are joined right after each other. In milliseconds. */
const NO_MORE = 100;

const awaited = new WeakMap<QueryClient, Map<string, ReturnType<typeof setTimeout>>>();

/** Has all whose key begins with this one read once more, soon, and once for all who ask meanwhile. What was read by then may lack what was told to nobody. */
export const readAnew = (queries: QueryClient, queryKey: QueryKey): void => {
  const name = hashKey(queryKey);
  const waiting = awaited.get(queries) ?? new Map<string, ReturnType<typeof setTimeout>>();
  awaited.set(queries, waiting);
  clearTimeout(waiting.get(name));
  waiting.set(
    name,
    setTimeout(() => {
      waiting.delete(name);
      void read(queries, queryKey);
    }, NO_MORE),
  );
};

const read = async (queries: QueryClient, queryKey: QueryKey) => {
  // A first reading that is under way left before it was asked for anew, and would be taken for the answer.
  const early = queries.isFetching({ queryKey, predicate: ({ state }) => state.data === undefined }) > 0;
  if (early) await queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
  await queries.invalidateQueries({ queryKey });
};
