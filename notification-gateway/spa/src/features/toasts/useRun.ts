import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CallFailed } from '@/api/call';
import { reportNow } from '@/api/reports';
import type { ListedReport } from '@/api/types';
import type { Launched } from '@/components/launched';
import { readAnew } from '@/live/readAnew';
import { useRoom } from '@/live/useRoom';
import { foldRuns } from '@/model/campaign';

/** How a run stands, as it goes on; `gone` once nobody knows it any more. */
export const useRun = ({ id, campaign }: Launched) => {
  const queries = useQueryClient();
  const queryKey = ['run', id] as const;
  const query = useQuery<ListedReport>({ queryKey, queryFn: ({ signal }) => reportNow(id, signal), staleTime: Infinity });
  useRoom(`campain_${campaign}`, (event) => {
    // Joined first, then read: between the two nothing is lost.
    if (event.event === 'campain_joined') readAnew(queries, queryKey);
    else if (event.event !== 'recalled') queries.setQueryData<ListedReport>(queryKey, (report) => (report ? foldRuns([report], event)[0] : report));
  });
  return { report: query.data, gone: query.error instanceof CallFailed && query.error.status === 404 };
};
