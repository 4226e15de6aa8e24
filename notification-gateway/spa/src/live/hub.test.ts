// Needs nothing: the hub with a gateway that is played.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LiveEvent } from '@/model/events';
import { ReportModel } from '@/model/report';
import { Hub, type WireEars, type World } from './hub';
import type { RoomState, Told } from './protocol';

interface Request {
  readonly event: string;
  readonly data: { readonly room: string; readonly after?: string };
  readonly ack: number;
}

/** A gateway that keeps one run and can be cut off. */
const gateway = (history: readonly LiveEvent[] = []) => {
  const played = { connections: 0, session: 'in' as 'in' | 'out' | 'away', asked: [] as Request[], isUp: true, isMute: false, isDeaf: false, ears: null as WireEars | null, refuse: null as number | null };
  const say = (message: object) => played.ears?.heard(JSON.stringify(message));
  const world: World = {
    connect: (ears) => {
      played.connections++;
      if (played.isMute) return { send: () => undefined, close: () => undefined };
      if (!played.isUp) {
        queueMicrotask(() => ears.closed(1006));
        return { send: () => undefined, close: () => undefined };
      }
      played.ears = ears;
      queueMicrotask(() => ears.opened());
      return {
        send: (text) => {
          const request = JSON.parse(text) as Request;
          played.asked.push(request);
          if (played.isDeaf) return;
          if (request.event !== 'join') return say({ ack: request.ack, data: { ok: true } });
          if (played.refuse !== null) return say({ ack: request.ack, data: { ok: false, error: { status: played.refuse, message: 'Non' } } });
          say({ ack: request.ack, data: { ok: true, room: request.data.room } });
          const at = request.data.after === undefined ? 0 : history.findIndex((event) => event.id === request.data.after) + 1;
          if (request.data.after !== undefined) {
            for (const event of history.slice(at)) say({ ...event, room: request.data.room });
            say({ event: 'resumed', room: request.data.room, data: { rapport_id: 'run', events: 0 } });
          }
        },
        close: () => undefined,
      };
    },
    session: () => Promise.resolve(played.session),
  };
  const cut = (code = 1006) => {
    const { ears } = played;
    played.ears = null;
    ears?.closed(code);
  };
  return { played, world, say, cut };
};

const ear = () => {
  const heard: Told[] = [];
  const states: RoomState[] = [];
  return { heard, states, phases: () => states.map((state) => state.phase), listener: { told: (told: readonly Told[]) => void heard.push(...told), state: (state: RoomState) => void states.push(state) } };
};

const room = 'rapport_run';
const snapshot: LiveEvent = { event: 'snapshot', id: '0', data: { _id: 'run', status: 'running', result: 'pending', progress: 0, tests: [], asOf: { sequence: 0 } } };
const progress = (percent: number): LiveEvent => ({ event: 'campain_progress', id: `${percent}`, data: { rapport_id: 'run', progress: percent } });
const flush = () => vi.advanceTimersByTimeAsync(1);

/** A page that has joined the run's room. */
const watched = async (history: readonly LiveEvent[] = []) => {
  const played = gateway(history);
  const hub = new Hub(played.world);
  const one = ear();
  hub.join(room, one.listener);
  await flush();
  return { ...played, hub, one };
};

describe('the hub', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test('joins a room once for all who listen, and tells who comes later what is known', async () => {
    const { played, say, hub, one: first } = await watched();
    say({ ...snapshot, room });
    say({ ...progress(40), room });
    const before = first.heard.length;
    const second = ear();
    hub.join(room, second.listener);
    await flush();
    expect(played.connections).toBe(1);
    expect(played.asked.filter((request) => request.event === 'join')).toHaveLength(1);
    expect(first.heard).toHaveLength(before);
    expect(second.heard).toMatchObject([{ event: 'recalled', data: { header: { status: 'running', progress: 40 } } }]);
    say({ ...progress(60), room });
    expect(second.heard.at(-1)).toMatchObject(progress(60));
    expect(second.phases().at(-1)).toBe('live');
  });

  test('comes back to where it was, and is live again when all is told', async () => {
    const history = [snapshot, progress(10), progress(20), progress(30)];
    const { played, say, cut, one } = await watched(history);
    for (const event of history.slice(0, 2)) say({ ...event, room });
    cut();
    await flush();
    expect(one.states.at(-1)).toMatchObject({ phase: 'reconnecting' });
    expect(one.states.at(-1)?.lastEventAt).not.toBeNull();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(played.asked.at(-1)?.data).toEqual({ room, after: '10' });
    expect(one.heard.filter((told) => told.event === 'campain_progress').map((told) => told.id)).toEqual(['10', '20', '30']);
    expect(one.phases()).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  });

  test('tells each event once, wherever it is cut and however often', async () => {
    const history = [snapshot, ...Array.from({ length: 20 }, (_, index) => progress(index + 1))];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 8 }), { maxLength: 6 }), async (steps) => {
        const { say, cut, one } = await watched(history);
        say({ ...snapshot, room });
        let told = 1;
        for (const step of steps) {
          // What came with the connection that was cut has been told; the rest comes with the next.
          for (const event of history.slice(told, told + step)) say({ ...event, room });
          told = history.length;
          cut();
          await vi.advanceTimersByTimeAsync(30_000);
        }
        for (const event of history.slice(told)) say({ ...event, room });
        const model = new ReportModel('run');
        for (const event of one.heard) if (event.event !== 'recalled') model.apply(event);
        expect(one.heard.filter((event) => event.event === 'campain_progress').map((event) => event.id)).toEqual(history.slice(1).map((event) => event.id));
        expect(model.header.progress).toBe(20);
      }),
      { numRuns: 30 },
    );
  });

  test('says that the session is over instead of trying for ever, and goes on after a log-in', async () => {
    const { played, say, cut, hub, one } = await watched([snapshot]);
    say({ ...snapshot, room });
    played.session = 'out';
    cut(4401);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(played.connections).toBe(1);
    expect(one.phases().at(-1)).toBe('expired');
    played.session = 'in';
    const again = ear();
    hub.join(room, again.listener);
    await flush();
    expect(played.connections).toBe(2);
    expect(one.phases().at(-1)).toBe('live');
    expect(again.phases().at(-1)).toBe('live');
  });

  test('lets go without a network and is back at once with it', async () => {
    const { played, say, hub, one } = await watched([snapshot]);
    say({ ...snapshot, room });
    hub.network(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(one.phases().at(-1)).toBe('reconnecting');
    expect(played.connections).toBe(1);
    hub.network(true);
    await flush();
    expect(one.phases().at(-1)).toBe('live');
  });

  test('does not wait for ever for a gateway that takes the call and says nothing', async () => {
    const { played, say, cut, one } = await watched([snapshot]);
    say({ ...snapshot, room });
    played.isMute = true;
    cut();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(played.connections).toBe(2);
    played.isMute = false;
    await vi.advanceTimersByTimeAsync(12_000);
    expect(played.connections).toBe(3);
    expect(one.phases().at(-1)).toBe('live');
  });

  test('asks again for a room when the answer is lost on a connection that lives', async () => {
    const history = [snapshot, progress(10), progress(20)];
    const { played, say, cut, one } = await watched(history);
    for (const event of history.slice(0, 2)) say({ ...event, room });
    played.isDeaf = true;
    cut();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(one.phases().at(-1)).toBe('reconnecting');
    played.isDeaf = false;
    await vi.advanceTimersByTimeAsync(12_000);
    expect(played.connections).toBe(2);
    expect(played.asked.filter(({ event }) => event === 'join').at(-1)?.data).toEqual({ room, after: '10' });
    expect(one.phases().at(-1)).toBe('live');
    expect(one.heard.filter((told) => told.event === 'campain_progress').map((told) => told.id)).toEqual(['10', '20']);
  });

  test('tries longer and longer while nobody answers', async () => {
    const { played, world } = gateway();
    played.isUp = false;
    played.session = 'away';
    const hub = new Hub(world);
    const one = ear();
    hub.join(room, one.listener);
    await vi.advanceTimersByTimeAsync(10_000);
    const soon = played.connections;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(soon).toBeGreaterThan(3);
    expect(played.connections - soon).toBeLessThan(10);
    expect(one.phases()).toEqual(['connecting']);
    played.isUp = true;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(one.phases().at(-1)).toBe('live');
  });

  test('asks a connection that has fallen silent for a word, and gives it up without one', async () => {
    const { played, world, say } = gateway([snapshot]);
    const hub = new Hub(world);
    hub.join(room, ear().listener);
    await flush();
    say({ ...snapshot, room });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(played.connections).toBe(1);
    played.ears = null;
    await vi.advanceTimersByTimeAsync(35_000);
    expect(played.connections).toBe(2);
  });

  test('says why a room is refused, and asks again for the next who wants it', async () => {
    const { played, world } = gateway();
    played.refuse = 404;
    const hub = new Hub(world);
    const one = ear();
    hub.join(room, one.listener);
    await flush();
    expect(one.states.at(-1)).toMatchObject({ phase: 'refused', refusal: { status: 404, message: 'Non' } });
    played.refuse = null;
    const two = ear();
    hub.join(room, two.listener);
    await flush();
    expect(two.phases().at(-1)).toBe('live');
  });

  test('begins anew when the history is gone, and says so', async () => {
    const { say, one } = await watched();
    say({ ...snapshot, room });
    say({ event: 'history_lost', room, data: { rapport_id: 'run' } });
    say({ ...snapshot, id: 'new', room });
    expect(one.states.at(-1)?.phase).toBe('live');
    expect(one.states.at(-1)?.lostAt).not.toBeNull();
    expect(one.heard.map((told) => told.event)).toEqual(['snapshot', 'history_lost', 'snapshot']);
  });

  test('leaves a room some time after the last listener, and not when one comes back', async () => {
    const { played, world } = gateway();
    const hub = new Hub(world);
    const leave = hub.join(room, ear().listener);
    const other = hub.join('campain_c', ear().listener);
    await flush();
    leave();
    await vi.advanceTimersByTimeAsync(2_000);
    const back = hub.join(room, ear().listener);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(played.asked.map((request) => request.event)).toEqual(['join', 'join']);
    back();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(played.asked.at(-1)).toMatchObject({ event: 'leave', data: { room } });
    other();
  });

  test('does not come back to what has ended', async () => {
    const { played, world, say, cut } = gateway([snapshot]);
    const hub = new Hub(world);
    const one = ear();
    hub.join(room, one.listener);
    hub.join('campain_c', ear().listener);
    await flush();
    say({ ...snapshot, room });
    say({ event: 'end', id: 'e', room, data: { rapport_id: 'run' } });
    cut();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(one.phases().at(-1)).toBe('ended');
    expect(played.asked.map((request) => request.data.room)).toEqual([room, 'campain_c', 'campain_c']);
  });
});
