import { describe, expect, it } from 'vitest';
import { addressOf, nameOf, wantedOf } from './decisions';

describe('what the audit is asked', () => {
  it('keeps what an address says and leaves out what it cannot mean', () => {
    expect(wantedOf({ kind: 'test', since: 5, other: 'x', actor: '' })).toEqual({ kind: 'test' });
  });

  it('means the whole of the days that are named', () => {
    const asked = new URL(addressOf({ since: '2026-11-20', until: '2026-11-21' }), 'http://vigie').searchParams;

    const since = new Date(asked.get('since') ?? '');
    const until = new Date(asked.get('until') ?? '');
    expect([since.getDate(), since.getHours()]).toEqual([20, 0]);
    expect([until.getDate(), until.getHours()]).toEqual([22, 0]);
  });

  it('leaves out a day that is none', () => {
    expect(addressOf({ since: 'yesterday' })).toBe('/api/audit?limit=50');
  });

  it('tells what a decision is about from its type', () => {
    expect(nameOf('io.vigie.campaign.file-added.v1')).toEqual({ thing: 'campaign', verb: 'file-added' });
  });
});
