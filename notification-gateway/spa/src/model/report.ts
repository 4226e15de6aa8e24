import type { ListedTest, LiveEvent, LogLevel, LogLine, Snapshot, TestCase, TestEvent, TestStatus, TestsCursor } from './events';
import { headerOf, isOver, nothing, type Header } from './header';
import type { Numbered } from './numbered';
import { again, counted, tried, unknown, UNKNOWN, type TestRow } from './row';
import { Shelf } from './shelf';

export interface KeptLine {
  readonly level: LogLevel;
  readonly line: string;
}

/** All of a report but the lines and cases, of which it says how many there are. What a second page begins with. */
export interface SavedReport {
  readonly header: Header;
  readonly tests: readonly TestRow[];
  readonly next: TestsCursor | null;
  readonly lines: readonly [string, number][];
  readonly cases: readonly [string, number][];
}

export type Topic = 'header' | 'list' | `test:${string}` | `log:${string}` | `cases:${string}`;

export interface ModelOptions {
  /** Calls what it is given once, soon: before the next picture is drawn. */
  readonly schedule?: (flush: () => void) => void;
  /** How many lines, and cases, are kept in all; 0 keeps only how many there are. */
  readonly keep?: number;
  readonly now?: () => Date;
}

const KEPT = 200_000;

/** How far a test has come; it never goes back within one attempt. */
const STAGES: Readonly<Record<TestStatus, number>> = { pending: 0, running: 1, passed: 2, failed: 2, skipped: 2 };

const NO_COUNTS: Readonly<Record<TestStatus, number>> = { pending: 0, running: 0, passed: 0, failed: 0, skipped: 0 };

/**
 * Folds the live stream of one run, whatever it begins with: each event changes one row and a few numbers, whether the run has ten tests or a hundred
 * thousand. An event that comes twice, or that says less than is known, changes nothing.
 *
 * Whoever draws subscribes to a topic and is told at most once per picture; what it then reads never changes under its hands.
 */
export class ReportModel {
  header: Header;
  counts: Readonly<Record<TestStatus, number>> = NO_COUNTS;
  /** Where the tests are that the snapshot had no room for. */
  next: TestsCursor | null = null;
  /** Grows when a row comes, goes or changes. */
  listVersion = 0;
  /** Grows when a row comes or goes. */
  membership = 0;
  /** Grows when everything begins anew. */
  generation = 0;

  private readonly rows = new Map<string, TestRow>();
  /** Ids in the campaign's order. */
  private sorted: string[] = [];
  private readonly logs: Shelf<KeptLine>;
  private readonly found: Shelf<TestCase>;
  private readonly listeners = new Map<Topic, Set<() => void>>();
  private readonly changed = new Set<Topic>();
  private scheduled = false;
  private readonly schedule: (flush: () => void) => void;
  /** The present of what is shown: of a past moment, that moment. */
  readonly now: () => Date;
  private readonly keep: number;

  constructor(id: string, { schedule = (flush) => flush(), keep = KEPT, now = () => new Date() }: ModelOptions = {}) {
    this.schedule = schedule;
    this.now = now;
    this.keep = keep;
    this.logs = new Shelf<KeptLine>(keep);
    this.found = new Shelf<TestCase>(keep);
    this.header = nothing(id);
  }

  get known(): number {
    return this.sorted.length;
  }

  get isOver(): boolean {
    return isOver(this.header);
  }

  test(id: string): TestRow | undefined {
    return this.rows.get(id);
  }

  /** The ids of the tests in order. To be read at once: the model goes on using it. */
  ids(): readonly string[] {
    return this.sorted;
  }

  lines(test: string, attempt: number): Numbered<KeptLine> {
    return this.logs.book(test, attempt);
  }

  cases(test: string, attempt: number): Numbered<TestCase> {
    return this.found.book(test, attempt);
  }

  /** Somebody reads these lines: they are not forgotten meanwhile. */
  readLines(test: string, attempt: number): () => void {
    return this.logs.open(this.logs.book(test, attempt));
  }

  readCases(test: string, attempt: number): () => void {
    return this.found.open(this.found.book(test, attempt));
  }

  subscribe(topic: Topic, listener: () => void): () => void {
    const all = this.listeners.get(topic) ?? new Set<() => void>();
    this.listeners.set(topic, all.add(listener));
    return () => {
      all.delete(listener);
      if (all.size === 0 && this.listeners.get(topic) === all) this.listeners.delete(topic);
    };
  }

  apply(event: LiveEvent): void {
    switch (event.event) {
      case 'snapshot':
        return this.begin(event.data);
      case 'campain_started':
        return this.started(event.data);
      case 'campain_progress':
        return this.change({ progress: Math.max(this.header.progress, event.data.progress) });
      case 'campain_cancelling':
        return this.header.stop ? undefined : this.change({ stop: { reason: event.data.reason, requestedBy: event.data.requested_by } });
      case 'campain_error':
        return this.change({ error: event.data.error });
      case 'campain_completed':
        return this.completed(event.data.status);
      case 'test_queued':
      case 'test_started':
      case 'test_log':
      case 'test_case_completed':
      case 'test_artifact':
      case 'test_attempt_completed':
      case 'test_completed':
        return this.ofTest(event);
      default:
        return undefined;
    }
  }

  /** More tests of the report, as its own list answers them: what is known is newer. */
  add(tests: readonly ListedTest[], next: TestsCursor | null) {
    for (const test of tests) this.list(test);
    this.next = next;
    this.touch('list');
  }

  /** Lines of one attempt that were asked for. */
  addLines(test: string, attempt: number, lines: readonly LogLine[], total: number) {
    for (const { n, level, line } of lines) this.logs.put(test, attempt, n, { level, line });
    this.logs.book(test, attempt).reaches(total);
    this.touch(`log:${test}`);
  }

  /** As of the moment that is shown there are exactly so many lines, and none beyond. */
  endLines(test: string, attempt: number, total: number) {
    this.logs.book(test, attempt).endsAt(total);
    this.touch(`log:${test}`);
  }

  addCases(test: string, attempt: number, cases: readonly TestCase[], total: number) {
    for (const one of cases) this.found.put(test, attempt, one.n, one);
    this.found.book(test, attempt).reaches(total);
    this.touch(`cases:${test}`);
  }

  save(): SavedReport {
    return { header: this.header, tests: this.sorted.flatMap((id) => this.rows.get(id) ?? []), next: this.next, lines: this.logs.totals(), cases: this.found.totals() };
  }

  restore(saved: SavedReport) {
    this.reset(saved.header);
    this.next = saved.next;
    for (const row of saved.tests) this.put(row);
    this.logs.restore(saved.lines);
    this.found.restore(saved.cases);
  }

  private begin(report: Snapshot) {
    this.reset(headerOf(report));
    this.next = report.testsNext ?? null;
    for (const test of report.tests) this.list(test);
  }

  private reset(header: Header) {
    this.header = header;
    this.rows.clear();
    this.sorted = [];
    this.counts = NO_COUNTS;
    this.next = null;
    this.logs.clear();
    this.found.clear();
    this.generation++;
    this.membership++;
    this.listVersion++;
    for (const topic of this.listeners.keys()) this.touch(topic);
  }

  private started(data: { readonly campain_id?: string; readonly name: string; readonly filiere: string; readonly kind: Header['kind']; readonly tests: number; readonly started_at: string }) {
    const { header } = this;
    this.change({
      campaignId: data.campain_id ?? header.campaignId,
      name: header.name || data.name,
      environment: header.environment || data.filiere,
      kind: data.kind,
      total: data.tests,
      startedAt: header.startedAt ?? data.started_at,
      status: header.status === 'pending' ? 'running' : header.status,
    });
  }

  private completed(status: 'completed' | 'failed') {
    if (this.isOver) return;
    const finishedAt = this.now();
    const { startedAt } = this.header;
    this.change({ status, finishedAt: finishedAt.toISOString(), durationMs: startedAt === null ? null : Math.max(0, finishedAt.getTime() - new Date(startedAt).getTime()) });
  }

  private ofTest(event: TestEvent): void {
    const { data } = event;
    const row = this.rows.get(data.test_id) ?? unknown(data.test_id);
    // A test that never started has no attempt.
    const attempt = 'attempt' in data ? data.attempt : row.attempt;
    switch (event.event) {
      case 'test_queued':
        return this.queued(row, event.data);
      case 'test_started':
        return this.advance(row, attempt, 'running', { reason: null, waitsSince: null });
      case 'test_completed':
        return this.verdict(row, attempt, event.data);
      case 'test_attempt_completed':
        return this.attempted(row, event.data);
      case 'test_log':
        for (const { n, level, line } of event.data.lines) {
          if (this.keep > 0) this.logs.put(row.id, attempt, n, { level, line });
          else this.logs.book(row.id, attempt).reaches(n);
        }
        this.touch(`log:${row.id}`);
        return this.put(attempt > row.attempt ? again(row, attempt) : row);
      case 'test_case_completed':
        return this.foundCases(attempt > row.attempt ? again(row, attempt) : row, attempt, event.data.cases);
      case 'test_artifact':
        return this.kept(row, event.data);
    }
  }

  private queued(row: TestRow, data: Extract<TestEvent, { event: 'test_queued' }>['data']): void {
    const named = { ...row, name: data.name, order: data.order, quarantined: data.quarantined };
    const isNews = data.attempt > row.attempt || (data.attempt === row.attempt && row.status === 'pending');
    if (!isNews) return this.put(row.order === UNKNOWN ? named : row);
    const reason = { status: 'pending', reason: data.reason, waitsSince: row.reason === data.reason && data.attempt === row.attempt ? row.waitsSince : null } as const;
    return this.put({ ...(data.attempt > row.attempt ? again(named, data.attempt) : named), ...reason });
  }

  private verdict(row: TestRow, attempt: number, data: Extract<TestEvent, { event: 'test_completed' }>['data']) {
    const settled = { outcome: data.outcome, reason: null, waitsSince: null };
    if (data.outcome === 'skipped') { this.advance(row, attempt, data.status, { ...settled, durationMs: null, message: data.logs }); return; }
    const { outcome, duration_ms: durationMs, message, quarantined } = data;
    this.advance(row, attempt, data.status, { ...settled, durationMs, message, quarantined, attempts: tried(row.attempts, { attempt, outcome, durationMs, message }) });
  }

  /** Takes what an event says when it is not behind what is known. */
  private advance(row: TestRow, attempt: number, status: TestStatus, news: Partial<TestRow>) {
    if (attempt < row.attempt || (attempt === row.attempt && STAGES[status] <= STAGES[row.status])) return;
    this.put({ ...(attempt > row.attempt ? again(row, attempt) : row), status, ...news });
  }

  private attempted(row: TestRow, data: Extract<TestEvent, { event: 'test_attempt_completed' }>['data']) {
    const attempts = tried(row.attempts, { attempt: data.attempt, outcome: data.outcome, durationMs: data.duration_ms, message: data.message });
    if (attempts !== row.attempts) this.put({ ...(data.attempt > row.attempt ? again(row, data.attempt) : row), attempts });
  }

  private foundCases(row: TestRow, attempt: number, cases: readonly TestCase[]) {
    const known = this.found.book(row.id, attempt);
    const before = Math.max(known.total, attempt === row.attempt ? (row.cases?.total ?? 0) : 0);
    for (const one of cases) {
      if (this.keep > 0) this.found.put(row.id, attempt, one.n, one);
      else known.reaches(one.n);
    }
    this.touch(`cases:${row.id}`);
    const fresh = cases.filter((one) => one.n > before);
    this.put(attempt < row.attempt || fresh.length === 0 ? row : { ...row, cases: counted(row.cases, fresh) });
  }

  private kept(row: TestRow, data: Extract<TestEvent, { event: 'test_artifact' }>['data']) {
    if (row.artifacts.some((one) => one.attempt === data.attempt && one.number === data.number)) return;
    this.put({ ...row, artifacts: [...row.artifacts, { attempt: data.attempt, number: data.number, name: data.name, mediaType: data.media_type, size: data.size }] });
  }

  /** A test as a list has it, which may be older or newer than what events have said. */
  private list(test: ListedTest) {
    const row = this.rows.get(test.testId) ?? unknown(test.testId);
    const attempt = Math.max(1, test.attempt);
    const isBehind = attempt < row.attempt || (attempt === row.attempt && STAGES[test.status] < STAGES[row.status]);
    const known = { ...row, name: test.name ?? row.name, order: test.order, quarantined: test.quarantined };
    this.put(
      isBehind
        ? known
        : {
            ...known,
            attempt,
            status: test.status,
            outcome: test.outcome,
            durationMs: test.durationMs,
            message: test.message,
            reason: test.queuedReason,
            waitsSince: test.queuedSince,
            cases: (row.cases?.total ?? 0) > (test.cases?.total ?? 0) && attempt === row.attempt ? row.cases : test.cases,
          },
    );
    if (test.logLines !== null) this.logs.book(test.testId, attempt).reaches(test.logLines);
  }

  private put(row: TestRow): void {
    const before = this.rows.get(row.id);
    if (before === row) return;
    this.rows.set(row.id, row);
    if (before?.status !== row.status) {
      const counts = { ...this.counts };
      if (before) counts[before.status]--;
      counts[row.status]++;
      this.counts = counts;
    }
    if (before?.order !== row.order) this.place(row, before !== undefined);
    this.listVersion++;
    this.touch(`test:${row.id}`);
    this.touch('list');
  }

  /** Tests come in order, or nearly so: the place is looked for from the end. */
  private place(row: TestRow, moves: boolean) {
    if (moves) this.sorted.splice(this.sorted.indexOf(row.id), 1);
    let low = 0;
    let high = this.sorted.length;
    if (high > 0 && this.orderAt(high - 1) <= row.order) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.orderAt(middle) <= row.order) low = middle + 1;
      else high = middle;
    }
    this.sorted.splice(low, 0, row.id);
    this.membership++;
  }

  private orderAt(index: number): number {
    return this.rows.get(this.sorted[index] ?? '')?.order ?? UNKNOWN;
  }

  private change(news: Partial<Header>) {
    if ((Object.keys(news) as (keyof Header)[]).every((name) => this.header[name] === news[name])) return;
    this.header = { ...this.header, ...news };
    this.touch('header');
  }

  private touch(topic: Topic) {
    if (!this.listeners.has(topic)) return;
    this.changed.add(topic);
    if (this.scheduled) return;
    this.scheduled = true;
    this.schedule(() => this.flush());
  }

  private flush() {
    this.scheduled = false;
    const topics = [...this.changed];
    this.changed.clear();
    for (const topic of topics) for (const listener of [...(this.listeners.get(topic) ?? [])]) listener();
  }
}
