import type { CaseCounts, Outcome, QueueReason, TestCase, TestStatus } from './events';

export interface Attempt {
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly message: string | null;
}

export interface ToldArtifact {
  readonly attempt: number;
  readonly number: number;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}

/** One test of a report. Never changed; a change is another row. */
export interface TestRow {
  readonly id: string;
  readonly name: string;
  /** From 1, the campaign's. */
  readonly order: number;
  readonly status: TestStatus;
  readonly outcome: Outcome | null;
  readonly attempt: number;
  readonly durationMs: number | null;
  readonly message: string | null;
  readonly quarantined: boolean;
  /** Why it waits, and since when where that is known. */
  readonly reason: QueueReason | null;
  readonly waitsSince: string | null;
  readonly cases: CaseCounts | null;
  /** Attempts and files that were told of since the snapshot. */
  readonly attempts: readonly Attempt[];
  readonly artifacts: readonly ToldArtifact[];
}

/** The order of a test that no report has named yet: it comes last. */
export const UNKNOWN = Number.MAX_SAFE_INTEGER;

/** Of a test of which nothing is known yet. */
export const unknown = (id: string): TestRow => ({
  id,
  name: '',
  order: UNKNOWN,
  status: 'pending',
  outcome: null,
  attempt: 1,
  durationMs: null,
  message: null,
  quarantined: false,
  reason: null,
  waitsSince: null,
  cases: null,
  attempts: [],
  artifacts: [],
});

/** The same test as another attempt of it begins. */
export const again = (row: TestRow, attempt: number): TestRow => ({ ...row, attempt, status: 'pending', outcome: null, durationMs: null, message: null, cases: null });

export const tried = (attempts: readonly Attempt[], one: Attempt): readonly Attempt[] => (attempts.some((known) => known.attempt === one.attempt) ? attempts : [...attempts, one]);

export const counted = (known: CaseCounts | null, fresh: readonly TestCase[]): CaseCounts => {
  const count = (...outcomes: readonly Outcome[]) => fresh.filter((one) => outcomes.includes(one.outcome)).length;
  const { total, passed, failed, broken, skipped } = known ?? { total: 0, passed: 0, failed: 0, broken: 0, skipped: 0 };
  return { total: total + fresh.length, passed: passed + count('passed'), failed: failed + count('failed'), broken: broken + count('broken'), skipped: skipped + count('skipped') };
};
