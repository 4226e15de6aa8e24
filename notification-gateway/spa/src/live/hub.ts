import { type Answer, isAnswer, type LiveEvent, messageOf } from '@/model/events';
import type { RoomOptions } from './protocol';
import { type Listener, Room } from './room';

/** A connection that was begun. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

export interface WireEars {
  opened(): void;
  heard(text: string): void;
  /** @param code of RFC 6455, or of the gateway: 4401 the session, 4408 too slow, 4429 no place */
  closed(code: number): void;
}

/** What the hub needs of the world. */
export interface World {
  connect(ears: WireEars): Wire;
  /** Whether somebody is logged in; `away` when nobody says. */
  session(): Promise<'in' | 'out' | 'away'>;
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
const NO_PLACE_PAUSE = 10_000;
/** A room that nobody wants any more is left only after this: who goes from page to page comes back. */
const LINGER = 5_000;
/** The gateway's own heartbeats cannot be seen by scripts: after so much silence it is asked for a word. */
const SILENCE = 20_000;
/** So long for a connection, or for a word that was asked for: a gateway that is about to die takes calls that it never answers. */
const PATIENCE = 10_000;

const UNAUTHORIZED = 401;
const FOR_NOW: ReadonlySet<number> = new Set([408, 429]);
const SESSION_OVER = 4401;
const NO_PLACE = 4429;

/**
 * The one connection of a browser: rooms that any number of listeners want, joined once each, and joined again from where they were after every cut. It
 * comes back by itself with growing pauses of uneven length, so that a thousand browsers do not come back at once.
 */
export class Hub {
  private readonly rooms = new Map<string, Room>();
  private readonly awaited = new Map<number, (answer: Answer['data']) => void>();
  private wire: Wire | null = null;
  private isOpen = false;
  private isOffline = false;
  private isExpired = false;
  private failures = 0;
  private lastAck = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  /** Which connection is meant: what an earlier one still says is nothing. */
  private turn = 0;

  constructor(private readonly world: World) {}

  /** @returns how to leave */
  join(name: string, listener: Listener, options: RoomOptions = {}): () => void {
    let room = this.rooms.get(name);
    // What was refused once may be granted now.
    if (room?.state.phase === 'refused') room = undefined;
    const isNew = room === undefined;
    room ??= new Room(name, options);
    this.rooms.set(name, room);
    clearTimeout(room.timer);
    room.welcome(listener);
    // Who comes after the session was over has logged in.
    if (this.isExpired) this.renew();
    else if (this.isOpen && isNew) this.enter(room);
    else if (!room.isOver) this.connectSoon(0);
    const joined = room;
    return () => {
      joined.listeners.delete(listener);
      if (joined.listeners.size === 0) joined.timer = setTimeout(() => this.abandon(joined), LINGER);
    };
  }

  /** The browser says that it has, or has not, a network. */
  network(online: boolean) {
    if (this.isOffline === !online) return;
    this.isOffline = !online;
    if (online) {
      this.failures = 0;
      this.connectSoon(0);
    } else {
      this.drop();
    }
  }

  /** Somebody has logged in again. */
  renew() {
    this.isExpired = false;
    this.failures = 0;
    for (const room of this.rooms.values()) room.lose();
    this.connectSoon(0);
  }

  private get isWanted(): boolean {
    return [...this.rooms.values()].some((room) => !room.isOver);
  }

  private abandon(room: Room) {
    if (room.listeners.size > 0 || this.rooms.get(room.name) !== room) return;
    this.rooms.delete(room.name);
    if (this.isOpen) this.ask('leave', { room: room.name });
    if (!this.isWanted) this.drop();
  }

  private connectSoon(pause: number) {
    if (this.wire || this.isOffline || this.isExpired || !this.isWanted) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), pause);
  }

  private connect() {
    if (this.wire || this.isOffline || this.isExpired) return;
    const turn = ++this.turn;
    const isMine = () => turn === this.turn;
    this.wire = this.world.connect({
      opened: () => isMine() && this.opened(),
      heard: (text) => isMine() && this.heard(text),
      closed: (code) => isMine() && void this.closed(code),
    });
    this.silence = setTimeout(() => void this.closed(0), PATIENCE);
  }

  private opened() {
    this.isOpen = true;
    this.listen();
    for (const room of this.rooms.values()) if (!room.isOver) this.enter(room);
  }

  /** Lets go of the connection without a word. */
  private drop() {
    const { wire } = this;
    this.turn++;
    this.wire = null;
    this.isOpen = false;
    this.awaited.clear();
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    for (const room of this.rooms.values()) room.lose();
    wire?.close();
  }

  private async closed(code: number): Promise<void> {
    const wasOpen = this.isOpen;
    this.drop();
    const turn = this.turn;
    if (code === SESSION_OVER || !wasOpen) {
      // A browser does not say why it was not let in.
      const session = await this.world.session();
      if (turn !== this.turn) return;
      if (session === 'out') {
        this.expire();
        return;
      }
    }
    this.failures++;
    this.connectSoon(Math.max(code === NO_PLACE ? NO_PLACE_PAUSE : 0, pauseAfter(this.failures)));
  }

  private expire(): void {
    this.isExpired = true;
    this.drop();
    for (const room of this.rooms.values()) if (!room.isOver) room.become({ phase: 'expired' });
  }

  private heard(text: string) {
    this.listen();
    this.failures = 0;
    const message = messageOf(text);
    if (!message) return;
    if (isAnswer(message)) {
      const awaiting = this.awaited.get(message.ack);
      this.awaited.delete(message.ack);
      awaiting?.(message.data);
    } else {
      const room = this.rooms.get(message.room ?? '');
      if (room) this.tell(room, message);
    }
  }

  /** After a silence a word is asked for; without one the connection is dead, whatever the browser believes. */
  private listen() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.silence = setTimeout(() => void this.closed(0), PATIENCE);
      this.ask('leave', { room: 'test_silence' });
    }, SILENCE);
  }

  private ask(event: string, data: Record<string, unknown>, answered?: (answer: Answer['data']) => void): number {
    const ack = ++this.lastAck;
    if (answered) this.awaited.set(ack, answered);
    this.wire?.send(JSON.stringify({ event, data, ack }));
    return ack;
  }

  private enter(room: Room) {
    const comesBack = room.after !== null;
    const ack = this.ask('join', room.joining(), (answer) => {
      clearTimeout(room.unanswered);
      if (answer.ok) {
        room.failures = 0;
        // What was missed comes first; `resumed` says that it is all told.
        if (!comesBack) room.become({ phase: 'live', refusal: null });
      } else if (answer.error.status === UNAUTHORIZED) {
        this.expire();
      } else if (isForGood(answer.error.status)) {
        room.become({ phase: 'refused', refusal: answer.error });
      } else {
        this.enterAgain(room);
      }
    });
    // A connection may well live on which one answer was lost.
    clearTimeout(room.unanswered);
    room.unanswered = setTimeout(() => {
      if (this.awaited.delete(ack) && this.rooms.get(room.name) === room) this.enterAgain(room);
    }, PATIENCE);
  }

  private enterAgain(room: Room) {
    room.lose();
    room.failures++;
    room.timer = setTimeout(() => {
      if (this.isOpen && this.rooms.get(room.name) === room && !room.isOver) this.enter(room);
    }, pauseAfter(room.failures));
  }

  private tell(room: Room, event: LiveEvent): void {
    room.tell(event);
    switch (event.event) {
      case 'resumed':
        return room.become({ phase: 'live' });
      case 'snapshot':
        return room.become({ phase: 'live', refusal: null });
      case 'history_lost':
        room.after = null;
        return room.become({ lostAt: Date.now() });
      case 'end':
        room.become({ phase: 'ended' });
        if (!this.isWanted) this.drop();
        return;
      case 'cut':
        if (event.data.reason === 'token-expired') this.expire();
        else this.enterAgain(room);
        return;
      default:
        return;
    }
  }
}

/** Whether asking again would be answered the same. */
const isForGood = (status: number): boolean => status < 500 && !FOR_NOW.has(status);

/** Doubling from half a second, with half of it left to chance. */
const pauseAfter = (failures: number): number => Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE) * (0.5 + Math.random() / 2);
