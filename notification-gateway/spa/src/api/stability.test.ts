import { describe, expect, it } from 'vitest';
import { flakyOf, median, passRate, slowestOf, trendsOf } from './stability';
import type { Counts, Report, ReportedTest } from './types';

const NONE: Counts = { total: 0, waiting: 0, passed: 0, failed: 0, broken: 0, skipped: 0, cancelled: 0, timedOut: 0, interrupted: 0, muted: 0 };

const test = (testId: string, status: ReportedTest['status'], durationMs: number | null = 100, attempt = 1): ReportedTest => ({
  testId,
  name: testId,
  status,
  outcome: status === 'pending' || status === 'running' ? null : status,
  attempt,
  durationMs,
  quarantined: false,
  logs: '',
  order: 1,
  message: null,
  logLines: null,
  queuedReason: null,
  queuedSince: null,
  cases: null,
});

const run = (...tests: readonly ReportedTest[]) => ({ report: { counts: NONE } as Report, tests });

describe('how tests did over several runs', () => {
  const trends = trendsOf([
    run(test('steady', 'passed', 10), test('turns', 'passed', 400), test('retried', 'passed', 50, 2), test('broken', 'failed', 5)),
    run(test('steady', 'passed', 30), test('turns', 'failed', 600), test('retried', 'passed', 50), test('broken', 'failed', 5)),
    run(test('steady', 'skipped', null), test('turns', 'passed', 500), test('retried', 'passed', 50), test('broken', 'failed', 5)),
  ]);

  it('counts only what was executed', () => expect(trends.find(({ id }) => id === 'steady')).toMatchObject({ runs: 2, passed: 2, failed: 0, median: 20, longest: 30 }));

  it('calls flaky what passed here and not there, or only after a retry', () => expect(flakyOf(trends).map(({ id }) => id)).toEqual(['turns', 'retried']));

  it('finds the slowest', () => expect(slowestOf(trends, 2).map(({ id }) => id)).toEqual(['turns', 'retried']));
});

it('knows the middle', () => {
  expect(median([])).toBeNull();
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1])).toBe(2.5);
});

it('takes the pass rate of what was executed, quarantined tests left out', () => {
  expect(passRate({ counts: { ...NONE, passed: 2, failed: 2, muted: 1, skipped: 9 } })).toBe(66.7);
  expect(passRate({ counts: { ...NONE, skipped: 3 } })).toBeNull();
});
