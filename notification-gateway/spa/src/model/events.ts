/** What the live streams say (docs/guides/follow-a-run.md). Events and fields that are not named here are passed over. */

export type TestStatus = 'pending' | 'running' | 'passed' | 'failed' | 'skipped';
export type ReportStatus = 'pending' | 'running' | 'completed' | 'failed';
export type Outcome = 'passed' | 'failed' | 'broken' | 'skipped' | 'cancelled' | 'timed-out' | 'interrupted';
export type QueueReason = 'planned' | 'worker-lost' | 'handed-back' | 'retried' | 'environment-full' | 'workers-busy';
export type LogLevel = 'info' | 'warning' | 'error';
export type CutReason = 'too-slow' | 'token-expired' | 'shutting-down' | 'history-away';

export interface CaseCounts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly broken: number;
  readonly skipped: number;
}

export interface Stop {
  readonly reason: 'cancelled' | 'timed-out';
  readonly requestedBy: string | null;
  readonly requestedAt?: string | null;
}

/** A test as a report lists it. */
export interface ListedTest {
  readonly testId: string;
  readonly status: TestStatus;
  readonly name: string | null;
  readonly order: number;
  readonly outcome: Outcome | null;
  readonly durationMs: number | null;
  readonly attempt: number;
  readonly message: string | null;
  readonly logLines: number | null;
  readonly quarantined: boolean;
  readonly queuedReason: QueueReason | null;
  readonly queuedSince: string | null;
  readonly cases: CaseCounts | null;
}

export interface TestsCursor {
  readonly after: number;
  readonly url: string;
}

/** A report as its own address answers it. One of which nothing is known yet has the first fields only. */
export interface Snapshot {
  readonly _id: string;
  readonly status: ReportStatus;
  readonly progress: number;
  readonly tests: readonly ListedTest[];
  readonly asOf: { readonly sequence: number };
  readonly campainId?: string;
  readonly dateCreated?: string;
  readonly details?: string;
  readonly filiere?: string;
  readonly outcome?: Outcome;
  readonly kind?: 'campaign' | 'trial';
  readonly campaignName?: string;
  readonly launchedBy?: string | null;
  readonly startedAt?: string | null;
  readonly stop?: Stop | null;
  readonly finishedAt?: string | null;
  readonly durationMs?: number | null;
  readonly counts?: { readonly total: number; readonly muted: number };
  readonly error?: string | null;
  readonly testsNext?: TestsCursor | null;
}

interface AboutReport {
  readonly rapport_id: string;
}

interface AboutTest extends AboutReport {
  readonly test_id: string;
}

export interface LogLine {
  readonly n: number;
  readonly at: string;
  readonly level: LogLevel;
  readonly text: string;
  readonly line: string;
}

export interface TestCase {
  readonly n: number;
  readonly suite: string;
  readonly name: string;
  readonly outcome: Outcome;
  readonly duration_ms: number;
  readonly message: string | null;
}

/** What a run list shows of each run of a campaign; `sequence` is that of the run's last event in it. */
interface OfCampaign {
  readonly campain_id?: string;
  readonly sequence?: number;
}

interface Told<Name extends string, Data> {
  readonly event: Name;
  readonly data: Data;
  /** The place of the event in its room, to come back to. */
  readonly id?: string;
  readonly room?: string;
}

export type CampaignEvent =
  | Told<'campain_started', AboutReport & OfCampaign & { readonly kind: 'campaign' | 'trial'; readonly name: string; readonly filiere: string; readonly tests: number; readonly started_at: string }>
  | Told<'campain_progress', AboutReport & OfCampaign & { readonly progress: number }>
  | Told<'campain_cancelling', AboutReport & OfCampaign & { readonly reason: Stop['reason']; readonly requested_by: string }>
  | Told<'campain_error', AboutReport & OfCampaign & { readonly error: string }>
  | Told<'campain_completed', AboutReport & OfCampaign & { readonly status: 'completed' | 'failed'; readonly result: 'success' | 'failure' }>;

export type TestEvent =
  | Told<'test_queued', AboutTest & { readonly name: string; readonly order: number; readonly attempt: number; readonly reason: QueueReason; readonly why: string; readonly quarantined: boolean }>
  | Told<'test_started', AboutTest & { readonly attempt: number }>
  | Told<'test_log', AboutTest & { readonly attempt: number; readonly lines: readonly LogLine[] }>
  | Told<'test_case_completed', AboutTest & { readonly attempt: number; readonly cases: readonly TestCase[] }>
  | Told<'test_artifact', AboutTest & { readonly attempt: number; readonly number: number; readonly name: string; readonly media_type: string; readonly size: number }>
  | Told<'test_attempt_completed', AboutTest & { readonly attempt: number; readonly status: TestStatus; readonly outcome: Outcome; readonly duration_ms: number; readonly message: string | null }>
  | Told<
      'test_completed',
      AboutTest & {
        readonly status: 'passed' | 'failed' | 'skipped';
        readonly outcome: Outcome;
        /** Absent, like the three below it, of a test that never started. */
        readonly attempt?: number;
        readonly duration_ms?: number;
        readonly quarantined?: boolean;
        readonly message?: string | null;
        readonly logs: string;
        readonly reason?: 'stopped-on-failure' | 'cancelled' | 'run-timed-out';
      }
    >;

export type StreamEvent =
  | Told<'snapshot', Snapshot>
  | Told<'resumed', AboutReport & { readonly events: number }>
  | Told<'history_lost', AboutReport>
  | Told<'cut', AboutReport & { readonly reason: CutReason; readonly message: string; readonly resume: boolean }>
  | Told<'end', AboutReport>
  | Told<'campain_joined', { readonly campain_id: string }>
  | Told<'files_updated', { readonly campain_id: string }>
  | Told<'replay', AboutReport & { readonly speed: string; readonly from: number }>
  | Told<'replay_pause', AboutReport & { readonly paused_ms: number; readonly shown_ms: number }>
  | Told<'error', { readonly message: string; readonly status: number }>;

export type LiveEvent = CampaignEvent | TestEvent | StreamEvent;

/** The answer to a request that had this number. */
export interface Answer {
  readonly ack: number;
  readonly data: { readonly ok: true; readonly room?: string; readonly resumed?: boolean } | { readonly ok: false; readonly error: { readonly message: string; readonly status: number } };
}

export type Message = LiveEvent | Answer;

export const isAnswer = (message: Message): message is Answer => 'ack' in message;

/** Reads a message of the server's. The contract is the server's to hold; what is no JSON object is nothing. */
export const messageOf = (text: string): Message | null => {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? (read as Message) : null;
  } catch {
    return null;
  }
};
