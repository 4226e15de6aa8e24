/** Watches one run: a snapshot, then every event once and in order, over any number of cuts. */
import { call } from './api.js';
import { eventNames } from './fold.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/**
 * @param onEvent (name, data) for every event of the run and for 'history_lost'
 * @param onState (state) one of connecting, live, reconnecting, ended, expired, gone
 * @returns a function that stops watching
 */
export const watch = (run, onEvent, onState) => {
  let source = null;
  let lastId = '';
  let pause = FIRST_PAUSE;
  let timer = 0;
  let over = false;

  const stop = () => {
    over = true;
    clearTimeout(timer);
    source?.close();
  };
  const finish = (state) => {
    stop();
    onState(state);
  };

  const connect = () => {
    const after = lastId ? `?after=${encodeURIComponent(lastId)}` : '';
    source = new EventSource(`/api/rapports/${encodeURIComponent(run)}/stream${after}`);
    source.onopen = () => {
      pause = FIRST_PAUSE;
      onState('live');
    };
    for (const name of [...eventNames, 'history_lost']) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) lastId = event.lastEventId;
        onEvent(name, JSON.parse(event.data));
      });
    }
    source.addEventListener('end', () => finish('ended'));
    source.addEventListener('cut', (event) => {
      const cut = JSON.parse(event.data);
      if (cut.reason === 'token-expired') finish('expired');
    });
    source.onerror = () => {
      if (over) return;
      onState('reconnecting');
      // The browser comes back by itself from a lost connection, but not from an answer that is an error.
      if (source.readyState === EventSource.CLOSED) {
        timer = setTimeout(comeBack, pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    };
  };

  const comeBack = async () => {
    try {
      await call('/api/me');
      if (!lastId) await call(`/api/rapports/${encodeURIComponent(run)}`);
    } catch (failure) {
      if (failure.status === 401) return finish('expired');
      if (failure.status === 404 || failure.status === 400) return finish('gone');
    }
    if (!over) connect();
  };

  onState('connecting');
  connect();
  return stop;
};
