// Needs the scripted histories of contracts (contracts/src/main/resources/io/vigie/contracts/streams), whose hashes the services made.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verified } from './chain';

const place = fileURLToPath(new URL('../../../../../../contracts/src/main/resources/io/vigie/contracts/streams/', import.meta.url));
interface Line {
  readonly sequence?: string;
  readonly hash?: string;
  readonly data: Readonly<Record<string, unknown>>;
}
const lines = readFileSync(`${place}retried.jsonl`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)
  .filter((line) => line.hash !== undefined);
const run = lines[0]?.data.runId as string;
const ndjson = (events: readonly object[]) => events.map((event) => JSON.stringify(event)).join('\n');

const signedBy = async (heads: readonly object[], tamper: (record: object) => object = (record) => record) => {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', pair.publicKey));
  const keyId = Buffer.from(await crypto.subtle.digest('SHA-256', spki)).toString('hex');
  const record = { type: 'io.vigie.audit.checkpoint.v1', time: '2026-11-21T07:26:00Z', data: { number: 2, heads, keyId } };
  const signature = Buffer.from(await crypto.subtle.sign('Ed25519', pair.privateKey, Buffer.from(canonicalize(record) ?? ''))).toString('base64');
  return [{ type: 'io.vigie.audit.key-introduced.v1', time: '', data: { fingerprint: keyId, publicKey: spki.toString('base64') } }, tamper({ ...record, data: { ...record.data, signature } })];
};
const head = (n: number) => ({ runId: run, sequence: n, hash: lines[n - 1]?.hash, state: n === lines.length ? 'finished' : 'running' });

describe('a history', () => {
  test('is whole as the services wrote it, and covered by what signs it', async () => {
    const verdict = await verified(run, ndjson([...lines, ...(await signedBy([head(lines.length)]))]));
    expect(verdict).toMatchObject({ events: lines.length, broken: null, checkpoint: { sequence: lines.length, isEnd: true, fits: true, isSigned: true } });
  });

  test('is broken at the first event of which anything was changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: lines.length - 1 }), fc.constantFrom('time', 'source', 'data'), async (index, what) => {
        const forged = lines.map((line, at) => (at === index ? { ...line, [what]: what === 'data' ? { ...line.data, forged: 1 } : 'forged' } : line));
        expect((await verified(run, ndjson(forged))).broken).toEqual({ at: index + 1, why: 'hash' });
      }),
      { numRuns: 40 },
    );
  });

  test('is broken where an event was taken out or moved', async () => {
    expect((await verified(run, ndjson(lines.filter((_, at) => at !== 3)))).broken).toEqual({ at: 4, why: 'number' });
    const [first, second, third, ...rest] = lines;
    expect((await verified(run, ndjson([first, third, second, ...rest].flatMap((line) => line ?? [])))).broken?.at).toBe(2);
  });

  test('does not fit what signs more than there is, nor a signature that was changed', async () => {
    const cut = await verified(run, ndjson([...lines.slice(0, -2), ...(await signedBy([head(lines.length)]))]));
    expect(cut).toMatchObject({ broken: null, checkpoint: { fits: false, isSigned: true } });
    const forged = await verified(run, ndjson([...lines, ...(await signedBy([head(4)], (record) => ({ ...record, time: 'forged' })))]));
    expect(forged.checkpoint).toMatchObject({ fits: true, isSigned: false });
  });
});
