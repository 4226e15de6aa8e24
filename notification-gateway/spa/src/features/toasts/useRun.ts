import { useQuery } from '@tanstack/react-query';
import { CallFailed } from '@/api/call';
import { reportNow } from '@/api/reports';

const EVERY_MILLIS = 1_500;

/** How a run stands, as it goes on; `gone` once nobody knows it any more. */
export const useRun = (id: string) => {
  const query = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => reportNow(id, signal),
    refetchInterval: ({ state }) => (state.data?.phase === 'finished' ? false : EVERY_MILLIS),
    refetchIntervalInBackground: true,
  });
  return { report: query.data, gone: query.error instanceof CallFailed && query.error.status === 404 };
};
