import canonicalize from 'canonicalize';

/**
 * Verifies a downloaded history (docs/guides/verify.md): every event's hash over the one before, and the signatures that cover them. It is the browser's own
 * computing over bytes that this server gave; a proof for strangers needs the offline verifier and a key from elsewhere.
 */

interface Event {
  readonly type: string;
  readonly time: string;
  readonly sequence?: string;
  readonly hash?: string;
  readonly previoushash?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Head {
  readonly runId: string;
  readonly sequence: number;
  readonly hash: string;
  readonly state: string;
}

export type Break = 'hash' | 'link' | 'number';

export interface Verdict {
  readonly events: number;
  readonly from: string;
  readonly to: string;
  readonly last: string;
  /** The first event that is wrong. */
  readonly broken: { readonly at: number; readonly why: Break } | null;
  readonly checkpoint: {
    readonly number: number;
    readonly sequence: number;
    readonly isEnd: boolean;
    readonly key: string;
    /** Whether it says of the history what the history is. */
    readonly fits: boolean;
    /** Null when the browser cannot tell. */
    readonly isSigned: boolean | null;
  } | null;
}

const START = '0'.repeat(64);
const KEY = 'io.vigie.audit.key-introduced.v1';
const CHECKPOINT = 'io.vigie.audit.checkpoint.v1';

const utf8 = new TextEncoder();
const hex = (bytes: ArrayBuffer): string => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** Canonical JSON (RFC 8785). */
const canonical = (value: unknown): string => canonicalize(value) ?? '';

const without = (value: object, ...names: readonly string[]) => Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

const hashOf = async (event: Event): Promise<string> => hex(await crypto.subtle.digest('SHA-256', utf8.encode(`${event.previoushash ?? ''}${canonical(without(event, 'hash', 'previoushash'))}`)));

/** @param told how many events were looked at, from time to time */
const brokenIn = async (events: readonly Event[], told: (n: number) => void): Promise<Verdict['broken']> => {
  let previous = START;
  for (const [index, event] of events.entries()) {
    const at = index + 1;
    if (event.sequence !== `${at}`) return { at, why: 'number' };
    if (event.previoushash !== previous) return { at, why: 'link' };
    if ((await hashOf(event)) !== event.hash) return { at, why: 'hash' };
    previous = event.hash;
    if (at % 500 === 0) told(at);
  }
  return null;
};

const isSigned = async (record: Event, keys: ReadonlyMap<string, string>): Promise<boolean | null> => {
  const { keyId, signature } = record.data as { readonly keyId: string; readonly signature: string };
  const publicKey = keys.get(keyId);
  if (publicKey === undefined) return false;
  try {
    if (hex(await crypto.subtle.digest('SHA-256', bytesOf(publicKey))) !== keyId) return false;
    const key = await crypto.subtle.importKey('spki', bytesOf(publicKey), { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, bytesOf(signature), utf8.encode(canonical({ ...record, data: without(record.data, 'signature') })));
  } catch {
    return null;
  }
};

export const verified = async (run: string, ndjson: string, told: (n: number) => void = () => undefined): Promise<Verdict> => {
  const lines = ndjson.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Event);
  const events = lines.filter((line) => line.hash !== undefined);
  const broken = await brokenIn(events, told);
  const keys = new Map(lines.filter((line) => line.type === KEY).map((line) => [line.data.fingerprint as string, line.data.publicKey as string]));
  const signed = lines
    .filter((line) => line.type === CHECKPOINT)
    .flatMap((record) => (record.data.heads as readonly Head[]).filter((head) => head.runId === run).map((head) => ({ record, head })))
    .at(-1);
  return {
    events: events.length,
    from: events[0]?.time ?? '',
    to: events.at(-1)?.time ?? '',
    last: events.at(-1)?.hash ?? '',
    broken,
    checkpoint: signed
      ? {
          number: signed.record.data.number as number,
          sequence: signed.head.sequence,
          isEnd: signed.head.state === 'finished',
          key: signed.record.data.keyId as string,
          fits: events[signed.head.sequence - 1]?.hash === signed.head.hash,
          isSigned: await isSigned(signed.record, keys),
        }
      : null,
  };
};
