import type { components } from '@/generated/report-service';

/** What report-service answers of one report, and how to ask for it. */

type Reports = components['schemas'];

export type TestPage = Reports['TestPage'];
export type ActionResult = Reports['TestDetailAction'];
export type AttemptDetail = Reports['TestDetailAttempt'];
/** A file that a test kept; one that was only told of has no digest yet. */
export type Artifact = Omit<Reports['Artifact'], 'sha256'>;
export type TestDetail = Reports['TestDetail'];
export type LogPage = Reports['LogPage'];
export type ListedCase = Reports['CasePageCase'];
export type CasePage = Reports['CasePage'];

/** An event of a run's history: a CloudEvent as it was written, chained to the one before. */
export type RecordedEvent = Omit<Reports['CloudEvent'], 'data'> & { readonly data: Readonly<Record<string, unknown>> };
export type EventPage = Omit<Reports['EventPage'], 'events'> & { readonly events: readonly RecordedEvent[] };

const inAddress = (parts: Readonly<Record<string, string | number | null | undefined>>): string => {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value !== null && value !== undefined) asked.set(name, `${value}`);
  return asked.size === 0 ? '' : `?${asked.toString()}`;
};

/** @param at the number of the event as of which to answer; null for now */
export const addressOf = {
  report: (id: string) => `/api/rapports/${encodeURIComponent(id)}`,
  test: (id: string, test: string, at: number | null) => `${addressOf.report(id)}/tests/${encodeURIComponent(test)}${inAddress({ at })}`,
  logs: (id: string, test: string, asked: { readonly attempt: number; readonly after: number; readonly limit: number; readonly at: number | null }) =>
    `${addressOf.report(id)}/tests/${encodeURIComponent(test)}/logs${inAddress(asked)}`,
  cases: (id: string, test: string, asked: { readonly attempt: number; readonly after: number; readonly limit: number; readonly at: number | null }) =>
    `${addressOf.report(id)}/tests/${encodeURIComponent(test)}/cases${inAddress(asked)}`,
  artifact: (id: string, test: string, attempt: number, number: number) => `${addressOf.report(id)}/tests/${encodeURIComponent(test)}/artifacts/${attempt}/${number}`,
  events: (id: string, after: number) => `${addressOf.report(id)}/events${inAddress({ after, limit: 1000 })}`,
};
