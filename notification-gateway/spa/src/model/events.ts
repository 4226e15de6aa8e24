import type { Answer, CaseCounts, LiveEvent, LogLevel, LogLine, Outcome, QueueReason, ReportStatus, ReportStop, ServerMessage, ShownTestStatus, Snapshot, SnapshotTest, TestCase, TestCursor, Verdict } from '@/generated/live';

/** The live streams (docs/guides/follow-a-run.md) by the names that the page gives what they say. Events and fields that are not named there are passed over. */

export type { Answer, CaseCounts, LiveEvent, LogLevel, LogLine, Outcome, QueueReason, ReportStatus, Snapshot, TestCase, Verdict };

/** How a test stands, in one word. */
export type TestStatus = ShownTestStatus;

/** Why a run is ended before its time, and by whom. */
export type Stop = Pick<ReportStop, 'reason' | 'requestedBy' | 'requestedByName'>;

/** A test as a report lists it. */
export type ListedTest = SnapshotTest;

export type TestsCursor = TestCursor;

/** What concerns a run as a whole. */
export type CampaignEvent = Extract<LiveEvent, { event: 'campain_started' | 'campain_progress' | 'campain_cancelling' | 'campain_error' | 'campain_completed' }>;

/** What concerns one test of a run. */
export type TestEvent = Extract<LiveEvent, { event: `test_${string}` }>;

export type Message = ServerMessage;

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
