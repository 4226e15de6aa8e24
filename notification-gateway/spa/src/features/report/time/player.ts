import { addressOf } from '@/api/report';
import { messageOf, type LiveEvent } from '@/model/events';
import { type PastEvent, reachedBy } from '@/model/history';
import type { Header } from '@/model/header';
import { ReportModel } from '@/model/report';

/** How quickly a run is played, in the words of the service. */
export const SPEEDS = ['1', '10', 'max'] as const;
export type Speed = (typeof SPEEDS)[number];

const NAMES = [
  'snapshot',
  'replay_pause',
  'campain_started',
  'campain_progress',
  'campain_cancelling',
  'campain_error',
  'campain_completed',
  'test_queued',
  'test_started',
  'test_log',
  'test_case_completed',
  'test_artifact',
  'test_attempt_completed',
  'test_completed',
] as const;

export interface Played {
  readonly at: number;
  /** A pause of the run that is shown shorter than it was. */
  readonly skipped: { readonly paused: number; readonly shown: number } | null;
  readonly isOver: boolean;
}

/** Plays a run again from the service's own replay, into a report of its own. */
export class Player {
  readonly model: ReportModel;
  played: Played;
  private source: EventSource | null = null;
  private last = '';

  /** @param drawn called once before each picture that shows something new */
  constructor(
    private readonly header: Header,
    private readonly events: readonly PastEvent[],
    private readonly from: number,
    private readonly schedule: (flush: () => void) => void,
    private readonly drawn: (played: Played) => void,
  ) {
    this.played = { at: from, skipped: null, isOver: false };
    this.model = new ReportModel(header.id, { schedule, now: () => new Date(this.events[this.played.at]?.time ?? this.events.at(-1)?.time ?? 0) });
  }

  /** Begins, or goes on at another speed. */
  play(speed: Speed) {
    this.stop();
    const place = this.last === '' ? '' : `&after=${encodeURIComponent(this.last)}`;
    const source = new EventSource(`${addressOf.report(this.header.id)}/replay?speed=${speed}&from=${this.from}${place}`);
    for (const name of NAMES) source.addEventListener(name, (event: MessageEvent<string>) => this.hear(name, event));
    source.addEventListener('end', () => {
      this.stop();
      this.tell({ ...this.played, at: this.events.length, isOver: true });
    });
    this.source = source;
  }

  stop() {
    this.source?.close();
    this.source = null;
  }

  private hear(name: string, { data, lastEventId }: MessageEvent<string>) {
    if (lastEventId !== '') this.last = lastEventId;
    const told = messageOf(`{"event":${JSON.stringify(name)},"data":${data}}`) as LiveEvent | null;
    if (!told) return;
    if (told.event === 'replay_pause') {
      this.tell({ ...this.played, skipped: { paused: told.data.paused_ms, shown: told.data.shown_ms } });
      return;
    }
    this.model.apply(told);
    if (told.event === 'test_log') return;
    const at = reachedBy(told, this.events, told.event === 'snapshot' ? 0 : this.reached);
    this.reached = at;
    // What was before the place that is played from is told at once, and is no playing.
    if (at > this.played.at) this.tell({ ...this.played, at, skipped: null });
  }

  private reached = 0;
  private isToDraw = false;

  private tell(played: Played) {
    this.played = played;
    if (this.isToDraw) return;
    this.isToDraw = true;
    this.schedule(() => {
      this.isToDraw = false;
      this.drawn(this.played);
    });
  }
}
