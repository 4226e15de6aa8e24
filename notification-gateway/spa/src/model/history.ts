import type { LiveEvent, Outcome, Verdict, QueueReason, ReportStatus, Snapshot, Stop } from './events';
import type { Header } from './header';
import { ReportModel, type SavedReport } from './report';

/** An event of a run's history, as far as a report is made of it. */
export interface PastEvent {
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface PastData {
  readonly runId: string;
  readonly testId: string;
  readonly attempt: number;
  readonly campaignId: string;
  readonly kind: Header['kind'];
  readonly name: string;
  readonly environment: string;
  readonly testCount: number;
  readonly startedAt: string;
  readonly position: number;
  readonly reason: string;
  readonly quarantined: boolean;
  readonly outcome: Verdict;
  readonly durationMillis: number;
  readonly message: string | null;
  readonly logs: string;
  readonly progress: { readonly percent: number };
  readonly requestedBy: string;
  readonly error: string;
  readonly firstCase: number;
  readonly cases: readonly { readonly suite: string; readonly name: string; readonly outcome: Outcome; readonly durationMillis: number; readonly message: string | null }[];
  readonly number: number;
  readonly mediaType: string;
  readonly size: number;
}

/** The seed's words of an outcome: of a test, of a report. */
const testStatus = (outcome: Outcome): 'passed' | 'failed' | 'skipped' => (outcome === 'passed' ? 'passed' : outcome === 'skipped' || outcome === 'cancelled' ? 'skipped' : 'failed');
const reportStatus = (outcome: Outcome): 'completed' | 'failed' => (outcome === 'passed' ? 'completed' : 'failed');

/** What browsers are told of an event of the history: the gateway's own translation, for whoever has the history itself. */
export const toldOf = (event: PastEvent): readonly LiveEvent[] => {
  const data = event.data as unknown as PastData;
  const run = { rapport_id: data.runId };
  const test = { ...run, test_id: data.testId };
  const progress = (): LiveEvent => ({ event: 'campain_progress', data: { ...run, progress: data.progress.percent } });
  switch (event.type.replace(/^io\.vigie\.run\./, '').replace(/\.v\d+$/, '')) {
    case 'started':
      return [{ event: 'campain_started', data: { ...run, campain_id: data.campaignId, kind: data.kind, name: data.name, filiere: data.environment, tests: data.testCount, started_at: data.startedAt } }];
    case 'test-queued':
      return [{ event: 'test_queued', data: { ...test, name: data.name, order: data.position, attempt: data.attempt, reason: data.reason as QueueReason, why: '', quarantined: data.quarantined } }];
    case 'test-started':
      return [{ event: 'test_started', data: { ...test, attempt: data.attempt } }];
    case 'attempt-finished':
      return [
        { event: 'test_attempt_completed', data: { ...test, attempt: data.attempt, status: testStatus(data.outcome), outcome: data.outcome, duration_ms: data.durationMillis, logs: data.logs, message: data.message } },
      ];
    case 'cases-finished':
      return [
        {
          event: 'test_case_completed',
          data: { ...test, attempt: data.attempt, cases: data.cases.map((one, index) => ({ n: data.firstCase + index, suite: one.suite, name: one.name, outcome: one.outcome, duration_ms: one.durationMillis, message: one.message })) },
        },
      ];
    case 'artifact-stored':
      return [{ event: 'test_artifact', data: { ...test, attempt: data.attempt, number: data.number, name: data.name, media_type: data.mediaType, size: data.size } }];
    case 'test-finished':
      return [
        {
          event: 'test_completed',
          data: { ...test, status: testStatus(data.outcome), outcome: data.outcome, attempt: data.attempt, duration_ms: data.durationMillis, quarantined: data.quarantined, message: data.message, logs: data.logs },
        },
        progress(),
      ];
    case 'test-skipped':
      return [{ event: 'test_completed', data: { ...test, status: 'skipped', outcome: 'skipped', logs: data.message ?? '', reason: data.reason as 'cancelled' } }, progress()];
    case 'cancelling':
      return [{ event: 'campain_cancelling', data: { ...run, reason: data.reason as Stop['reason'], requested_by: data.requestedBy } }];
    case 'finished':
      return [completed(run, data.outcome)];
    case 'failed':
      return [{ event: 'campain_error', data: { ...run, error: data.error } }, completed(run, 'failed')];
    default:
      return [];
  }
};

const completed = (run: { readonly rapport_id: string }, outcome: Outcome): LiveEvent => ({
  event: 'campain_completed',
  data: { ...run, status: reportStatus(outcome), result: reportStatus(outcome) === 'completed' ? 'success' : 'failure' },
});

/** The report as it was before anything had happened. */
export const before = (header: Header): Snapshot => ({
  _id: header.id,
  status: 'pending' satisfies ReportStatus,
  result: 'pending',
  progress: 0,
  tests: [],
  asOf: { sequence: 0 },
  campainId: header.campaignId,
  campaignName: header.campaignName,
  details: header.name,
  filiere: header.environment,
  kind: header.kind,
  ...(header.createdAt === null ? {} : { dateCreated: header.createdAt }),
  ...(header.launchedBy === null ? {} : { launchedBy: header.launchedBy }),
  ...(header.launchedByName === null ? {} : { launchedByName: header.launchedByName }),
  counts: { total: header.total, waiting: header.total, passed: 0, failed: 0, broken: 0, skipped: 0, cancelled: 0, timedOut: 0, interrupted: 0, muted: 0 },
});

/** So far apart are the states that are kept on the way: going back begins at one of them. */
const ANCHOR = 500;

/**
 * A report as of any event of its run: forwards it folds what happened, backwards it begins at a state that it kept. The events are given, as many as are
 * known by now; their numbers begin with 1.
 */
export class PastReport {
  readonly model: ReportModel;
  /** The number of the last event that is folded. */
  at = 0;
  private readonly anchors = new Map<number, SavedReport>();
  private time: string | null = null;

  constructor(
    private readonly header: Header,
    private readonly events: readonly PastEvent[],
    schedule: (flush: () => void) => void = (flush) => flush(),
  ) {
    this.model = new ReportModel(header.id, { schedule, now: () => new Date(this.time ?? 0) });
    this.begin();
  }

  /** Folds up to this event, or as far as events are known. */
  goTo(sequence: number) {
    const to = Math.max(0, Math.min(sequence, this.events.length));
    if (to < this.at) this.goBack(to);
    for (let n = this.at + 1; n <= to; n++) {
      const event = this.events[n - 1];
      if (!event) break;
      this.time = event.time;
      for (const told of toldOf(event)) this.model.apply(told);
      this.at = n;
      if (n % ANCHOR === 0 && !this.anchors.has(n)) this.anchors.set(n, this.model.save());
    }
  }

  private goBack(to: number) {
    const anchor = Math.floor(to / ANCHOR) * ANCHOR;
    const saved = this.anchors.get(anchor);
    if (saved) {
      this.model.restore(saved);
      this.at = anchor;
    } else {
      this.begin();
    }
  }

  private begin() {
    this.model.apply({ event: 'snapshot', data: before(this.header) });
    this.at = 0;
  }
}

/**
 * Tells how far a replay is: it gives what is told, without numbers, in the order of the history.
 *
 * @returns the number of the event that this was the last word of, or where the replay was before
 */
export const reachedBy = (told: LiveEvent, events: readonly PastEvent[], at: number): number => {
  const key = keyOf(told);
  if (key === null) return at;
  for (let n = at + 1; n <= events.length; n++) {
    const event = events[n - 1];
    const words = event ? toldOf(event).map(keyOf) : [];
    if (words.at(-1) === key) return n;
    // It is told in the middle of what is said of that event.
    if (words.includes(key)) return at;
  }
  return at;
};

const keyOf = ({ event, data }: LiveEvent): string | null => {
  if (event === 'test_log' || event === 'snapshot') return null;
  const { test_id: test, attempt, progress } = data as { readonly test_id?: string; readonly attempt?: number; readonly progress?: number };
  return `${event} ${test ?? ''} ${attempt ?? ''} ${progress ?? ''}`;
};
