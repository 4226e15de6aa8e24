import type { LiveEvent } from '@/model/events';
import type { SavedReport } from '@/model/report';

/** What the pages of a browser and the one connection between them say to each other. */

/** What a page is told of a room: the server's events; a page that comes later is first given back what was told, as one. */
export type Told = LiveEvent | { readonly event: 'recalled'; readonly data: SavedReport };

/**
 * - `connecting`: nothing was told yet
 * - `live`: what happens is told as it happens
 * - `reconnecting`: it was live, and will be again from where it was
 * - `ended`: nothing will follow
 * - `refused`: the room may not be joined; `refusal` says why
 * - `expired`: the session is over, and somebody has to log in
 */
export type Phase = 'connecting' | 'live' | 'reconnecting' | 'ended' | 'refused' | 'expired';

export interface RoomState {
  readonly phase: Phase;
  /** When the last event came, as of the last change of phase. */
  readonly lastEventAt: number | null;
  /** When the history that was known turned out to be gone and everything was told anew. */
  readonly lostAt: number | null;
  readonly refusal: { readonly status: number; readonly message: string } | null;
}

/** Where a test's own log comes from; without it, from the newest run that tries it alone. */
export interface RoomOptions {
  readonly rapport_id?: string;
}

export type Asked =
  | { readonly ask: 'join'; readonly sub: number; readonly room: string; readonly options: RoomOptions }
  | { readonly ask: 'leave'; readonly sub: number }
  | { readonly ask: 'network'; readonly online: boolean }
  | { readonly ask: 'goodbye' }
  /** The page holds this lock as long as it lives. */
  | { readonly ask: 'alive'; readonly lock: string };

export type Answered = { readonly say: 'told'; readonly sub: number; readonly told: readonly Told[] } | { readonly say: 'state'; readonly sub: number; readonly state: RoomState };

export const CONNECTING: RoomState = { phase: 'connecting', lastEventAt: null, lostAt: null, refusal: null };
