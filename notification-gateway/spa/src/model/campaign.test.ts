// Needs nothing.
import { describe, expect, test } from 'vitest';
import { foldRuns, newRun, type RunRow } from './campaign';
import type { LiveEvent } from './events';

const started: Extract<LiveEvent, { event: 'campain_started' }> = {
  event: 'campain_started',
  data: { rapport_id: 'r', campain_id: 'c', kind: 'campaign', name: 'Novembre 2026', filiere: 'DEMO', tests: 2, started_at: '2026-11-21T07:25:41Z', sequence: 1 },
};
const progress = (percent: number, sequence: number): LiveEvent => ({ event: 'campain_progress', data: { rapport_id: 'r', campain_id: 'c', progress: percent, sequence } });
const completed: LiveEvent = { event: 'campain_completed', data: { rapport_id: 'r', campain_id: 'c', status: 'failed', result: 'failure', sequence: 9 } };
const first = newRun(started);
const rows: readonly RunRow[] = first ? [first] : [];
const fold = (from: readonly RunRow[], ...events: readonly LiveEvent[]) => events.reduce<readonly RunRow[]>((all, event) => foldRuns(all, event), from);

describe('the runs of a campaign', () => {
  test('follow from what is told', () => {
    expect(fold(rows, progress(50, 4), completed)).toMatchObject([{ _id: 'r', details: 'Novembre 2026', status: 'failed', result: 'failure', progress: 50 }]);
  });

  test('do not change by what is known already', () => {
    const known = fold(rows, progress(50, 4));
    expect(fold(known, started, progress(50, 4), progress(20, 2))).toBe(known);
    const ended = fold(known, completed);
    expect(fold(ended, progress(60, 5), completed, started)).toBe(ended);
  });

  test('do not change by events that the list is beyond', () => {
    const listed = rows.map((row) => ({ ...row, asOf: { sequence: 5 } }));
    expect(fold(listed, progress(50, 4))).toBe(listed);
    expect(fold(listed, progress(50, 6))).not.toBe(listed);
  });

  test('are those of campaigns, and no test that is tried alone', () => {
    expect(newRun({ ...started, data: { ...started.data, kind: 'trial' } })).toBeNull();
  });

  test('leave runs alone that are in no list', () => {
    expect(fold([], progress(50, 4), completed)).toEqual([]);
  });
});
