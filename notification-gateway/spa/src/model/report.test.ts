// Needs the golden streams of contracts (contracts/src/main/resources/io/vigie/contracts/live/streams), which the gateway's tests hold against what it tells.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ListedTest, LiveEvent, Snapshot } from './events';
import { ReportModel } from './report';
import type { TestRow } from './row';

const place = fileURLToPath(new URL('../../../../contracts/src/main/resources/io/vigie/contracts/live/streams/', import.meta.url));

interface Golden {
  readonly events: readonly (LiveEvent & { readonly sequence: number })[];
  readonly reports: Readonly<Record<string, Snapshot>>;
}

const goldenOf = (name: string): Golden => ({
  events: readFileSync(`${place}${name}.jsonl`, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Golden['events'][number]),
  reports: (JSON.parse(readFileSync(`${place}${name}.reports.json`, 'utf8')) as Pick<Golden, 'reports'>).reports,
});

const scripts = readdirSync(place).filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length));

const now = () => new Date('2026-11-21T07:30:00Z');
const folded = (events: readonly LiveEvent[]): ReportModel => {
  const model = new ReportModel('run', { now });
  for (const event of events) model.apply(event);
  return model;
};

const everything = (model: ReportModel) => ({
  header: model.header,
  counts: model.counts,
  tests: model.ids().map((id) => {
    const row = model.test(id);
    const lines = Array.from({ length: row?.attempt ?? 0 }, (_, index) => {
      const book = model.lines(id, index + 1);
      return Array.from({ length: book.total }, (_, n) => book.get(n + 1) ?? null);
    });
    return { row, lines };
  }),
});

const asListed = (row: TestRow) => ({
  testId: row.id,
  name: row.name,
  order: row.order,
  status: row.status,
  outcome: row.outcome,
  durationMs: row.durationMs,
  attempt: row.attempt,
  message: row.message,
  quarantined: row.quarantined,
  cases: row.cases,
});

const listed = ({ testId, name, order, status, outcome, durationMs, attempt, message, quarantined, cases }: ListedTest) => ({
  testId,
  name,
  order,
  status,
  outcome,
  durationMs,
  attempt,
  message,
  quarantined,
  cases,
});

const rowsOf = (model: ReportModel): readonly TestRow[] => model.ids().flatMap((id) => model.test(id) ?? []);

/** Where the report knows more than the stream tells: who was lost is only told with what follows from it. */
const isUntold = (golden: Golden, sequence: number) => !golden.events.some((event) => event.sequence === sequence);

describe.each(scripts)('the golden run %s', (script) => {
  const golden = goldenOf(script);
  const sequences = Object.keys(golden.reports).map(Number).filter((sequence) => !isUntold(golden, sequence));

  test.each(sequences)('is the report as of event %i', (sequence) => {
    const model = folded(golden.events.filter((event) => event.sequence <= sequence && event.event !== 'end'));
    const report = golden.reports[sequence];
    expect(rowsOf(model).map(asListed)).toEqual(report?.tests.map(listed));
    const { header } = model;
    expect({ status: header.status, progress: header.progress, name: header.name, environment: header.environment, error: header.error, total: header.total }).toEqual({
      status: report?.status,
      progress: report?.progress,
      name: report?.details,
      environment: report?.filiere,
      error: report?.error,
      total: report?.counts?.total,
    });
    expect(header.stop?.requestedBy).toBe(report?.stop?.requestedBy);
  });

  test('is the same from any snapshot on', () => {
    const whole = folded(golden.events);
    for (const sequence of sequences) {
      const report = golden.reports[sequence];
      if (!report) continue;
      const rest = folded([{ event: 'snapshot', data: report }, ...golden.events.filter((event) => event.sequence > sequence)]);
      expect(rowsOf(rest).map(asListed)).toEqual(rowsOf(whole).map(asListed));
      expect(rest.counts).toEqual(whole.counts);
      expect(rest.header.status).toBe(whole.header.status);
    }
  });

  test('is the same when any of it is told twice, and in any two parts', () => {
    const [first, ...rest] = golden.events;
    if (!first) throw new Error('Expected events, but there are none.');
    const whole = everything(folded(golden.events));
    fc.assert(
      fc.property(fc.nat({ max: rest.length }), fc.nat({ max: rest.length }), (cut, back) => {
        // Whoever comes back with an older place than it has seen hears again what lies between.
        const model = folded([first, ...rest.slice(0, cut)]);
        const second = new ReportModel('run', { now });
        second.restore(model.save());
        for (const event of rest.slice(Math.max(0, cut - back))) model.apply(event);
        for (const event of rest.slice(Math.max(0, cut - back))) second.apply(event);
        expect(everything(model)).toEqual(whole);
        expect(rowsOf(second)).toEqual(rowsOf(model));
        expect(second.counts).toEqual(model.counts);
      }),
    );
  });
});

const started = (tests: number): LiveEvent[] => [
  { event: 'snapshot', data: { _id: 'run', status: 'pending', result: 'pending', progress: 0, tests: [], asOf: { sequence: 0 } } },
  { event: 'campain_started', data: { rapport_id: 'run', campain_id: 'campaign', kind: 'campaign', name: 'Novembre 2026', filiere: 'DEMO', tests, started_at: '2026-11-21T07:25:41Z' } },
];
const queued = (order: number): LiveEvent => ({
  event: 'test_queued',
  data: { rapport_id: 'run', test_id: `t${order}`, name: `Test ${order}`, order, attempt: 1, reason: 'planned', why: '', quarantined: false },
});

describe('the fold', () => {
  test('keeps the order of the campaign in whatever order tests are told of', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 9 }), (orders) => {
        const model = folded([...started(9), ...orders.map(queued)]);
        expect(rowsOf(model).map((row) => row.order)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      }),
    );
  });

  test('tells only those who watch what changed, once for all that happened before the picture', () => {
    const pictures: (() => void)[] = [];
    const model = new ReportModel('run', { schedule: (flush) => pictures.push(flush) });
    for (const event of [...started(2), queued(1), queued(2)]) model.apply(event);
    const told: string[] = [];
    model.subscribe('test:t1', () => told.push('t1'));
    model.subscribe('test:t2', () => told.push('t2'));
    model.subscribe('header', () => told.push('header'));
    const before = model.test('t2');
    model.apply({ event: 'test_started', data: { rapport_id: 'run', test_id: 't1', attempt: 1 } });
    model.apply({ event: 'test_completed', data: { rapport_id: 'run', test_id: 't1', attempt: 1, status: 'passed', outcome: 'passed', duration_ms: 5, logs: '', quarantined: false, message: null } });
    expect(pictures).toHaveLength(1);
    pictures.forEach((draw) => draw());
    expect(told).toEqual(['t1']);
    expect(model.test('t2')).toBe(before);
    expect(model.counts).toEqual({ pending: 1, running: 0, passed: 1, failed: 0, skipped: 0 });
  });

  test('lets a list that is behind the events change nothing but names', () => {
    const model = folded([...started(1), { event: 'test_started', data: { rapport_id: 'run', test_id: 't1', attempt: 2 } }]);
    const listed = { testId: 't1', status: 'failed', logs: '', name: 'Test 1', order: 1, outcome: 'failed', durationMs: 3, attempt: 1, message: null, logLines: 1, quarantined: false, queuedReason: null, queuedSince: null, cases: null } as const;
    model.add([listed], null);
    expect(model.test('t1')).toMatchObject({ name: 'Test 1', status: 'running', attempt: 2 });
  });

  test('keeps no more lines than it may, and those that somebody reads', () => {
    const model = new ReportModel('run', { keep: 2_560 });
    const lay = model.readLines('t1', 1);
    for (let test = 1; test <= 20; test++) {
      const lines = Array.from({ length: 512 }, (_, index) => ({ n: index + 1, at: '', level: 'info', text: '', line: `${test}/${index + 1}` }) as const);
      model.apply({ event: 'test_log', data: { rapport_id: 'run', test_id: `t${test}`, attempt: 1, lines } });
    }
    expect(model.lines('t1', 1).missing(1, 512)).toBeNull();
    expect(model.lines('t2', 1).missing(1, 512)).toBe(1);
    expect(model.lines('t2', 1).total).toBe(512);
    expect(model.lines('t20', 1).get(512)).toEqual({ level: 'info', line: '20/512' });
    lay();
    const kept = Array.from({ length: 20 }, (_, test) => model.lines(`t${test + 1}`, 1)).reduce((sum, book) => sum + Array.from({ length: 512 }, (_, n) => book.get(n + 1)).filter(Boolean).length, 0);
    expect(kept).toBeLessThanOrEqual(2_560 * 1.1);
  });

  test('forgets of a log that somebody reads what they do not look at, however long it is', () => {
    const model = new ReportModel('run', { keep: 2_560 });
    model.readLines('t1', 1);
    const book = model.lines('t1', 1);
    for (let first = 1; first <= 100_000; first += 500) {
      const lines = Array.from({ length: 500 }, (_, index) => ({ n: first + index, at: '', level: 'info', text: '', line: `${first + index}` }) as const);
      book.looksAt(first, first + 30);
      model.addLines('t1', 1, lines, 1_000_000);
      expect(book.missing(first, first + 30)).toBeNull();
    }
    let kept = 0;
    for (let n = 1; n <= 100_000; n++) if (book.get(n)) kept++;
    expect(kept).toBeLessThanOrEqual(2_560 * 1.1);
    expect(book.total).toBe(1_000_000);
  });

  test('takes the lines of a great many tests without ever copying them', () => {
    const model = new ReportModel('run');
    for (const event of started(20_000)) model.apply(event);
    for (let order = 1; order <= 20_000; order++) {
      model.apply(queued(order));
      const lines = Array.from({ length: 10 }, (_, index) => ({ n: index + 1, at: '', level: 'info', text: '', line: 'line' }) as const);
      model.apply({ event: 'test_log', data: { rapport_id: 'run', test_id: `t${order}`, attempt: 1, lines } });
    }
    expect(model.known).toBe(20_000);
    expect(model.counts.pending).toBe(20_000);
    expect(model.lines('t10000', 1).total).toBe(10);
  });
});
