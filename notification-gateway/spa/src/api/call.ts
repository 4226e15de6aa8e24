/** What a service refused, in the words of RFC 9457 and the seed's own `message`. */
export interface Problem {
  readonly message?: string;
  readonly title?: string;
  readonly status?: number;
  readonly [field: string]: unknown;
}

/** A call that did not give what was asked for. `status` is 0 when nobody answered. The message is a sentence for people. */
export class CallFailed extends Error {
  readonly status: number;
  readonly problem: Problem;
  /** The W3C trace id that an operator finds the call by, where the answer had one. */
  readonly trace: string | null;

  constructor(status: number, problem: Problem, trace: string | null) {
    super(problem.message ?? problem.title ?? '');
    this.name = 'CallFailed';
    this.status = status;
    this.problem = problem;
    this.trace = trace;
  }

  get isAway() {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

const bodyOf = (body: unknown) => (body === undefined || body instanceof FormData || body instanceof Blob ? (body as BodyInit | undefined) : JSON.stringify(body));

/** Who gets no answer for so long has got none; a gateway that dies just then leaves calls open for ever. What brings a file may take its time. */
const PATIENCE = 60_000;

/** Ends with the page's interest in the answer, or with our patience. */
const endOf = (signal: AbortSignal | undefined, brings: boolean): AbortSignal | null => (brings ? (signal ?? null) : AbortSignal.any([...(signal ? [signal] : []), AbortSignal.timeout(PATIENCE)]));

/**
 * Asks a service, through the door that gave out the page. The session travels in a cookie that no script can read.
 *
 * @throws CallFailed when it was refused or nobody answered
 */
export const call = async <T>(path: string, { method = 'GET', body, headers = {}, signal }: Asked = {}): Promise<T> => {
  const json = body !== undefined && !(body instanceof FormData) && !(body instanceof Blob);
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers: { Accept: 'application/json', 'Accept-Language': document.documentElement.lang, ...(json ? { 'Content-Type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: bodyOf(body) ?? null }),
      signal: endOf(signal, body !== undefined && !json),
    });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw new CallFailed(0, {}, null);
  }
  const text = await answer.text();
  const data: unknown = parsed(text);
  if (!answer.ok) throw new CallFailed(answer.status, (data ?? {}) as Problem, answer.headers.get('traceparent')?.split('-')[1] ?? null);
  return data as T;
};

const parsed = (text: string): unknown => {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
};

/** A name for one intention: sent again with it, a launch is still one launch. */
export const intention = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
