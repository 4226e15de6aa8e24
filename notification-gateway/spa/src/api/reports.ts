import { queryOptions } from '@tanstack/react-query';
import { call, CallFailed } from './call';
import { untilUpToDate } from './lag';
import type { Launch, ListedReport, Page, Report, ReportedTests } from './types';

const PAGE = 20;

export interface WantedReports {
  readonly campaign?: string;
  readonly status?: Report['status'];
  readonly words?: string;
}

const query = ({ campaign, status, words }: WantedReports, page: number, size: number) =>
  new URLSearchParams({
    ...(campaign && { campain_id: campaign }),
    ...(status && { status }),
    ...(words && { q: words }),
    page: `${page}`,
    page_size: `${size}`,
  }).toString();

/** One page of reports, the newest first; pages from 1. The live stream folds into what is kept under these keys. */
export const reportsPage = (wanted: WantedReports, page = 1, size = PAGE) =>
  queryOptions({
    queryKey: ['listed', wanted, page, size],
    queryFn: ({ signal }) => call<Page<ListedReport>>(`/api/rapports?${query(wanted, page, size)}`, { signal }),
    refetchInterval: ({ state }) => untilUpToDate(state.data?.data),
  });

/** The newest reports only, whole. */
export const newestReports = (wanted: WantedReports, most: number) =>
  queryOptions({
    queryKey: ['newest-reports', wanted, most],
    queryFn: async ({ signal }) => (await call<Page<Report>>(`/api/rapports?${query(wanted, 1, most)}`, { signal })).data,
    refetchInterval: ({ state }) => untilUpToDate(state.data),
  });

/** How a run stands, without its tests' details. */
export const reportNow = (id: string, signal?: AbortSignal) => call<Report>(`/api/rapports/${encodeURIComponent(id)}`, signal ? { signal } : {});

/** What the tests of a report came to, without their logs: the first thousand. */
export const resultsOf = (id: string) =>
  queryOptions({
    queryKey: ['reports', id, 'results'],
    queryFn: ({ signal }) => call<ReportedTests>(`/api/rapports/${encodeURIComponent(id)}/tests?limit=1000&logs=false`, { signal }),
    // Of a run that has ended, this never changes.
    staleTime: Infinity,
  });

export const generateName = async (): Promise<string> => (await call<{ readonly name: string }>('/api/rapports/generate-name')).name;

const TRIES = 4;
const PAUSE_MILLIS = 700;

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

/**
 * Sends what may be launched once only. When nobody answers it is sent again with the same key, which the services answer with the first answer: whether or
 * not the first one arrived, there is one run.
 */
export const sendOnce = async <T>(path: string, body: unknown, key: string): Promise<T> => {
  for (let tried = 1; ; tried++) {
    try {
      return await call<T>(path, { method: 'POST', body, headers: { 'Idempotency-Key': key } });
    } catch (failure) {
      if (!(failure instanceof CallFailed) || !failure.isAway || tried === TRIES) throw failure;
      await pause(PAUSE_MILLIS * tried);
    }
  }
};

/** @returns the report's id */
export const launch = async (asked: Launch, key: string): Promise<string> => (await sendOnce<{ readonly rapport_id: string }>('/api/rapports/execute', asked, key)).rapport_id;

export const deleteReport = (id: string) => call(`/api/rapports/${encodeURIComponent(id)}`, { method: 'DELETE' });
