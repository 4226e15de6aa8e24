import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Phase } from './protocol';

/**
 * Lets the page ask again who is logged in when a room says that the session is over: the log-in then comes in the page's place, at the same address, and what is
 * shown afterwards joins its rooms again.
 */
export const useSession = (phase: Phase) => {
  const queries = useQueryClient();
  useEffect(() => {
    if (phase === 'expired') void queries.invalidateQueries({ queryKey: ['me'] });
  }, [phase, queries]);
};
