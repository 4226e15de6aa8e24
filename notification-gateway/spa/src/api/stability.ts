import type { Report, ReportedTest } from './types';

/** What one run says of its tests. */
export interface RunResults {
  readonly report: Report;
  readonly tests: readonly ReportedTest[];
}

/** How a test did over several runs. */
export interface TestTrend {
  readonly id: string;
  readonly name: string;
  /** How many runs executed it. */
  readonly runs: number;
  readonly passed: number;
  readonly failed: number;
  /** Runs in which it passed only after a retry. */
  readonly retried: number;
  /** How often it changed between passing and not passing from one run to the next. */
  readonly turns: number;
  /** The middle of its durations in milliseconds; null when none is known. */
  readonly median: number | null;
  readonly longest: number | null;
}

export const median = (numbers: readonly number[]): number | null => {
  if (numbers.length === 0) return null;
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? null) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

const EXECUTED: ReadonlySet<ReportedTest['status']> = new Set(['passed', 'failed']);

/** @param runs in the order in which they ran */
export const trendsOf = (runs: readonly RunResults[]): readonly TestTrend[] => {
  const byTest = new Map<string, ReportedTest[]>();
  for (const test of runs.flatMap(({ tests }) => tests.filter(({ status }) => EXECUTED.has(status)))) {
    const results = byTest.get(test.testId);
    if (results) results.push(test);
    else byTest.set(test.testId, [test]);
  }
  return [...byTest].map(([id, results]) => {
    const durations = results.map(({ durationMs }) => durationMs).filter((duration) => duration !== null);
    const passed = results.filter(({ status }) => status === 'passed');
    return {
      id,
      name: results.at(-1)?.name ?? id,
      runs: results.length,
      passed: passed.length,
      failed: results.length - passed.length,
      retried: passed.filter(({ attempt }) => attempt > 1).length,
      turns: results.filter(({ status }, at) => at > 0 && status !== results[at - 1]?.status).length,
      median: median(durations),
      longest: durations.length === 0 ? null : Math.max(...durations),
    };
  });
};

/** Passed here and not there, or only after a retry: as `vigie stability` says it. The most unsteady first. */
export const flakyOf = (trends: readonly TestTrend[]): readonly TestTrend[] =>
  trends.filter(({ passed, failed, retried }) => retried > 0 || (passed > 0 && failed > 0)).toSorted((one, other) => other.turns + other.retried - (one.turns + one.retried) || other.failed - one.failed);

export const slowestOf = (trends: readonly TestTrend[], most: number): readonly TestTrend[] =>
  trends
    .filter(({ median: middle }) => middle !== null)
    .toSorted((one, other) => (other.median ?? 0) - (one.median ?? 0))
    .slice(0, most);

/** The share of tests that passed among those that were executed, in percent; null when none was. */
export const passRate = ({ counts: { passed, failed, broken, timedOut, interrupted, muted } }: Pick<Report, 'counts'>): number | null => {
  const executed = passed + Math.max(0, failed + broken + timedOut + interrupted - muted);
  return executed === 0 ? null : Math.round((passed / executed) * 1_000) / 10;
};
