/** The calls of the page. The session travels in a cookie that no script can read. */
import { language, words } from './words.js';

/** What went wrong, as a sentence; `status` is 0 when the server did not answer. */
export class CallFailed extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export const call = async (path, { method = 'GET', body, headers = {}, signal } = {}) => {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      signal,
      headers: {
        Accept: 'application/json',
        'Accept-Language': language,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new CallFailed(words.offline, 0);
  }
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new CallFailed(data.message ?? words.failed, answer.status);
  return data;
};

/** A name for one intention: sent again with it, a launch is still one launch. */
export const intention = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
