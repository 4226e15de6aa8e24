import { queries } from '@/api/queries';
import { subscribe } from '@/live/client';
import { whoIsHere } from './session';

/** So long at most the room of a first load is held for the view that will want it. */
const UNTIL_DRAWN = 10_000;

const nobody = { told: () => undefined, state: () => undefined };

/**
 * What the first view waits for is under way before anything is drawn: who is here; and of a report its scripts and its room, over a connection that a worker
 * opens beside this thread. The view then finds them.
 */
queries.query(whoIsHere).catch(() => undefined);
const report = /^\/reports\/([\w-]+)\/?$/.exec(location.pathname)?.[1];
if (report !== undefined) {
  void import('@/features/report/Report');
  setTimeout(subscribe(`rapport_${report}`, nobody), UNTIL_DRAWN);
}
