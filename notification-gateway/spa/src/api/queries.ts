import { QueryClient } from '@tanstack/react-query';
import { CallFailed } from './call';

/**
 * What was read stays until an event or a person says otherwise: the live stream brings what is new, so nothing is fetched again because a window got the
 * focus. Only a door that does not answer is asked again.
 */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, failure) => failure instanceof CallFailed && failure.isAway && failures < 6,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 10_000),
    },
    mutations: { retry: false },
  },
});
