import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '@/api/call';
import type { Person } from '@/api/types';

/** Who is logged in; refused with 401 when nobody is. */
export const whoIsHere = queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => call<Person>('/api/me', { signal }), staleTime: Infinity });

export const useMe = (): Person | undefined => useQuery(whoIsHere).data;

/** Ends the session here: everything read under it is forgotten. */
export const useLogOut = () => {
  const queries = useQueryClient();
  return async () => {
    await call('/api/logout', { method: 'POST' });
    queries.clear();
    location.assign('/');
  };
};
