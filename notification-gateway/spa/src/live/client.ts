import type { Answered, Asked, RoomOptions } from './protocol';
import type { Listener } from './room';

/** The end of the line to the hub that a page holds. */
interface Port {
  postMessage(message: Asked): void;
  onmessage: ((event: MessageEvent<Answered>) => void) | null;
}

interface Joined {
  readonly room: string;
  readonly listener: Listener;
  readonly options: RoomOptions;
}

const joined = new Map<number, Joined>();
let last = 0;
let port: Port | null = null;

/** A connection of this page's own, where browsers cannot share one. */
const alone = (line: MessagePort) => {
  void Promise.all([import('./hub'), import('./switchboard'), import('./world')]).then(([{ Hub }, { putThrough }, { gateway }]) => putThrough(new Hub(gateway), line));
};

const ownPort = (): MessagePort => {
  const { port1, port2 } = new MessageChannel();
  alone(port2);
  return port1;
};

const sharedPort = (): MessagePort => {
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'vigie' });
  worker.onerror = () => begin(ownPort());
  return worker.port;
};

const begin = (to: Port): Port => {
  port = to;
  to.onmessage = ({ data }) => {
    const listener = joined.get(data.sub)?.listener;
    if (data.say === 'told') listener?.told(data.told);
    else listener?.state(data.state);
  };
  stayKnown(to);
  for (const [sub, { room, options }] of joined) to.postMessage({ ask: 'join', sub, room, options });
  to.postMessage({ ask: 'network', online: navigator.onLine });
  return to;
};

/** Holds a lock as long as the page lives, where there are locks (only on secure origins). */
const stayKnown = (to: Port) => {
  if (!('locks' in navigator)) return;
  const lock = `vigie ${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  void navigator.locks.request(lock, () => {
    to.postMessage({ ask: 'alive', lock });
    return new Promise<never>(() => undefined);
  });
};

const anyPort = (): Port => ('SharedWorker' in globalThis ? sharedPort() : ownPort());

const open = (): Port => {
  if (port) return port;
  const opened = begin(anyPort());
  addEventListener('online', () => port?.postMessage({ ask: 'network', online: true }));
  addEventListener('offline', () => port?.postMessage({ ask: 'network', online: false }));
  addEventListener('pagehide', () => port?.postMessage({ ask: 'goodbye' }));
  // A page that comes back from the browser's cache has said goodbye.
  addEventListener('pageshow', ({ persisted }) => persisted && begin(anyPort()));
  return opened;
};

/** Listens to a room, over the one connection of this browser. @returns how to stop */
export const subscribe = (room: string, listener: Listener, options: RoomOptions = {}): (() => void) => {
  const sub = ++last;
  const to = open();
  joined.set(sub, { room, listener, options });
  to.postMessage({ ask: 'join', sub, room, options });
  return () => {
    joined.delete(sub);
    port?.postMessage({ ask: 'leave', sub });
  };
};
