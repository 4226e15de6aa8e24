import { useQueries, useQuery } from '@tanstack/react-query';
import { newestReports, resultsOf } from '@/api/reports';
import type { RunResults } from '@/api/stability';

/** The campaign's newest runs that ended, in the order in which they ran, with what each test came to. */
export const useRunResults = (campaign: string, most: number) => {
  const reports = useQuery(newestReports({ campaign }, most));
  const ended = (reports.data ?? []).filter(({ phase }) => phase === 'finished').toReversed();
  const results = useQueries({ queries: ended.map(({ _id }) => resultsOf(_id)) });
  const runs: RunResults[] = ended.flatMap((report, at) => {
    const tests = results[at]?.data?.tests;
    return tests ? [{ report, tests }] : [];
  });
  return {
    reports: ended,
    runs,
    pending: reports.isPending || results.some(({ isPending }) => isPending),
    failure: reports.error ?? results.find(({ error }) => error)?.error ?? null,
    again: () => {
      if (reports.isError) void reports.refetch();
      results.filter(({ isError }) => isError).forEach(({ refetch }) => void refetch());
    },
  };
};
