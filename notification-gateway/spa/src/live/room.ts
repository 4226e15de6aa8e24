import type { LiveEvent } from '@/model/events';
import { type Memory, memoryOf } from './memory';
import { CONNECTING, type RoomOptions, type RoomState, type Told } from './protocol';

export interface Listener {
  told(told: readonly Told[]): void;
  state(state: RoomState): void;
}

/** One room that somebody in this browser wants: who listens, how it stands, where to go on. */
export class Room {
  readonly listeners = new Set<Listener>();
  state: RoomState = CONNECTING;
  /** The id after which to come back, where the room has ids. */
  after: string | null = null;
  /** How often in a row joining it came to nothing. */
  failures = 0;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** Until the last request to join is given up. */
  unanswered: ReturnType<typeof setTimeout> | undefined;
  private readonly memory: Memory;
  private heardAt: number | null = null;

  constructor(
    readonly name: string,
    readonly options: RoomOptions,
  ) {
    this.memory = memoryOf(name);
  }

  get isOver(): boolean {
    return this.state.phase === 'ended' || this.state.phase === 'refused';
  }

  /** What a listener is told that comes now. */
  welcome(listener: Listener) {
    this.listeners.add(listener);
    const known = this.memory.recall();
    if (known.length > 0) listener.told(known);
    listener.state(this.state);
  }

  tell(event: LiveEvent) {
    this.heardAt = Date.now();
    if (event.id !== undefined) this.after = event.id;
    this.memory.hear(event);
    for (const listener of this.listeners) listener.told([event]);
  }

  become(news: Partial<RoomState>) {
    const state = { ...this.state, ...news, lastEventAt: this.heardAt };
    if (state.phase === this.state.phase && state.lostAt === this.state.lostAt && state.refusal === this.state.refusal) return;
    this.state = state;
    for (const listener of this.listeners) listener.state(state);
  }

  /** The connection is gone: it was live and will be again, or never was. */
  lose() {
    clearTimeout(this.timer);
    clearTimeout(this.unanswered);
    if (!this.isOver) this.become({ phase: this.heardAt === null ? 'connecting' : 'reconnecting' });
  }

  /** What to ask for: from where it was, or from the beginning when it has no places. */
  joining(): Record<string, unknown> {
    if (this.after !== null) return { room: this.name, after: this.after };
    this.memory.forget();
    return { room: this.name, ...this.options };
  }
}
