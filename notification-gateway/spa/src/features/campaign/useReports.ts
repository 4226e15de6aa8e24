import { useInfiniteQuery } from '@tanstack/react-query';
import { reports } from '@/api/reports';

const EVERY_MILLIS = 2_000;

/** The campaign's reports, the newest first, each row as its run stands now. */
export const useReports = (campaign: string) => {
  const query = useInfiniteQuery({
    ...reports({ campaign }),
    refetchInterval: ({ state }) => (state.data?.pages.some(({ data }) => data.some(({ phase }) => phase !== 'finished')) ? EVERY_MILLIS : false),
  });
  // A report that came while pages were read stands at the end of one page and at the start of the next.
  const seen = new Map(query.data?.pages.flatMap(({ data }) => data).map((report) => [report._id, report]));
  return { ...query, reports: [...seen.values()] };
};
