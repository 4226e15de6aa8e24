import type { World } from './hub';

/** Who gets no answer for so long has got none. */
const PATIENCE = 10_000;

/** The gateway that gave out the page, from a page or from a worker. */
export const gateway: World = {
  connect: (ears) => {
    const socket = new WebSocket(`${self.location.origin.replace(/^http/, 'ws')}/ws`);
    socket.onopen = () => ears.opened();
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') ears.heard(data);
    };
    socket.onclose = ({ code }) => ears.closed(code);
    return { send: (text) => socket.send(text), close: () => socket.close() };
  },
  session: async () => {
    try {
      const { status } = await fetch('/api/me', { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(PATIENCE) });
      return status === 401 ? 'out' : status < 300 ? 'in' : 'away';
    } catch {
      return 'away';
    }
  },
};
