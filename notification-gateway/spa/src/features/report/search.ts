import type { TestStatus } from '@/model/events';

/** What the address of a report says besides which one: a permalink to a test, a line, a moment, and what is looked for. */
export interface ReportSearch {
  readonly test?: string;
  readonly attempt?: number;
  readonly line?: number;
  /** The number of the event as of which the report is shown. */
  readonly at?: number;
  readonly status?: TestStatus;
  readonly q?: string;
}

export const STATUSES: readonly TestStatus[] = ['pending', 'running', 'passed', 'failed', 'skipped'];

const natural = (said: unknown, least: number): number | undefined => (Number.isSafeInteger(Number(said)) && said !== '' && said !== null && Number(said) >= least ? Number(said) : undefined);
const text = (said: unknown): string | undefined => (typeof said === 'string' || typeof said === 'number' ? `${said}` || undefined : undefined);

/** What an address wants; what it does not know how to say is left out. */
export const searchOf = (said: Readonly<Record<string, unknown>>): ReportSearch => {
  const wanted = {
    test: text(said.test),
    attempt: natural(said.attempt, 1),
    line: natural(said.line, 1),
    at: natural(said.at, 0),
    status: STATUSES.find((status) => status === said.status),
    q: text(said.q),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
};
