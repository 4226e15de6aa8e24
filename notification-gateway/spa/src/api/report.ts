import type { CaseCounts, ListedTest, LogLine, Outcome, QueueReason, TestsCursor } from '@/model/events';

/** What report-service answers of one report, and how to ask for it. */

export interface TestPage {
  readonly tests: readonly ListedTest[];
  readonly next: TestsCursor | null;
}

export interface ActionResult {
  readonly index: number;
  readonly count: number;
  readonly type: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly message: string | null;
}

export interface AttemptDetail {
  readonly attempt: number;
  readonly reason: QueueReason;
  readonly queuedAt: string | null;
  readonly worker: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly lostAt: string | null;
  readonly outcome: Outcome | null;
  readonly durationMs: number | null;
  readonly message: string | null;
  readonly logLines: number | null;
  readonly cases: CaseCounts | null;
  readonly actions: readonly ActionResult[];
}

export interface Artifact {
  readonly attempt: number;
  readonly number: number;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly url: string;
}

export interface TestDetail {
  readonly testId: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly attempts: readonly AttemptDetail[];
  readonly artifacts: readonly Artifact[];
}

export interface LogPage {
  readonly attempt: number;
  readonly lines: readonly LogLine[];
  readonly total: number;
}

export interface ListedCase {
  readonly number: number;
  readonly suite: string;
  readonly name: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly message: string | null;
}

export interface CasePage {
  readonly attempt: number;
  readonly counts: CaseCounts;
  readonly cases: readonly ListedCase[];
}

/** An event of a run's history: a CloudEvent as it was written, chained to the one before. */
export interface RecordedEvent {
  readonly type: string;
  readonly time: string;
  readonly sequence: string;
  readonly hash: string;
  readonly previoushash: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventPage {
  readonly events: readonly RecordedEvent[];
  readonly next: { readonly url: string } | null;
  readonly asOf: { readonly sequence: number };
}

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
