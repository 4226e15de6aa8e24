import type { Hub } from './hub';
import type { Answered, Asked } from './protocol';

/** A page at the other end: a MessagePort, in the page itself or in the worker. */
export interface Line {
  postMessage(message: Answered): void;
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
  close(): void;
}

/** Puts a page through to the hub until it says goodbye, or is gone. */
export const putThrough = (hub: Hub, line: Line) => {
  const leaves = new Map<number, () => void>();
  const hangUp = () => {
    for (const leave of leaves.values()) leave();
    leaves.clear();
    line.close();
  };
  line.onmessage = ({ data: asked }) => {
    switch (asked.ask) {
      case 'join': {
        const { sub } = asked;
        leaves.set(sub, hub.join(asked.room, { told: (told) => line.postMessage({ say: 'told', sub, told }), state: (state) => line.postMessage({ say: 'state', sub, state }) }, asked.options));
        return;
      }
      case 'leave':
        leaves.get(asked.sub)?.();
        leaves.delete(asked.sub);
        return;
      case 'network':
        hub.network(asked.online);
        return;
      case 'goodbye':
        hangUp();
        return;
      case 'alive':
        // The lock is free as soon as the page is gone, however it went.
        void navigator.locks.request(asked.lock, hangUp);
        return;
    }
  };
};
