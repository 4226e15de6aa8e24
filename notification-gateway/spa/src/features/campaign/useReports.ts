import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { filesOf } from '@/api/campaigns';
import { reportsPage } from '@/api/reports';
import { useCampaignRoom } from '@/live/useCampaignRoom';
import { useSession } from '@/live/useSession';

/** The campaign's reports, the newest first, each row as its run stands now: for every open browser, as it happens. */
export const useReports = (campaign: string) => {
  const queries = useQueryClient();
  const [count, setCount] = useState(1);
  const wanted = { campaign };
  const pages = useQueries({ queries: Array.from({ length: count }, (_, page) => reportsPage(wanted, page + 1)) });
  const room = useCampaignRoom(campaign, {
    lists: ['listed', wanted],
    begun: (run) => queries.setQueryData(reportsPage(wanted).queryKey, (first) => first && { ...first, data: [run, ...first.data] }),
    files: filesOf(campaign).queryKey,
  });
  useSession(room.phase);
  // A report that came while pages were read stands at the end of one page and at the start of the next.
  const reports = [...new Map(pages.flatMap(({ data }) => data?.data ?? []).map((report) => [report._id, report])).values()];
  const last = pages.at(-1);
  return {
    reports,
    pending: pages.some(({ isPending }) => isPending),
    empty: last?.isSuccess === true && reports.length === 0,
    failure: pages.find(({ isError }) => isError)?.error ?? null,
    again: () => pages.filter(({ isError }) => isError).forEach(({ refetch }) => void refetch()),
    more: last?.data?.pagination.has_next === true || last?.isPending === true ? () => setCount(count + 1) : null,
    reconnecting: room.phase === 'reconnecting',
  };
};
