import { describe, expect, it } from 'vitest';
import { firstFree, fromBase64, fromPaper, NotACampaign, onPaper, paperName, toBase64, withoutOrder } from './transfer';
import type { Test } from './types';

const TEST: Test = {
  _id: 't1',
  campain_id: 'c1',
  userCreated: 'u1',
  userCreatedName: 'Ada',
  dateCreated: '2026-11-21T07:00:00Z',
  order: 2,
  version: 4,
  name: 'Payer',
  description: '',
  actions: [{ type: 'http', value: { url: '{{base_url}}/pay', headers: { a: 'b' } } }],
  variables: [{ name: 'token', value: null }],
  retries: 2,
  timeout: null,
  quarantined: false,
  quarantine_reason: null,
  affinity: null,
};

const why = (text: string) => {
  try {
    fromPaper(text);
  } catch (failure) {
    return failure instanceof NotACampaign ? failure.why : failure;
  }
  return 'readable';
};

describe('a campaign on paper', () => {
  it('comes back as it was written', () => {
    const paper = onPaper({ name: 'Paiement', description: 'd' }, [TEST], [{ name: 'a.csv', content: toBase64(new Uint8Array([0, 255, 7])) }], '2026-11-21T07:00:00Z');
    const back = fromPaper(JSON.stringify(paper));
    expect(back).toEqual(paper);
    expect(back.tests[0]).toMatchObject({ name: 'Payer', order: 2, retries: 2, actions: TEST.actions, variables: TEST.variables });
    expect([...fromBase64(back.files[0]?.content ?? '')]).toEqual([0, 255, 7]);
  });

  it('is without what belongs to the installation that it comes from', () => {
    const [test] = onPaper({ name: 'x', description: '' }, [TEST], [], '').tests;
    expect(test).not.toHaveProperty('_id');
    expect(test).not.toHaveProperty('version');
    expect(test).not.toHaveProperty('timeout');
  });

  it('of version 1.0 has no files, and its tests come in their order', () => {
    const paper = fromPaper('{"campain":{"name":"x"},"tests":[{"name":"b","order":2},{"name":"a","order":1}],"version":"1.0"}');
    expect(paper.tests.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(paper.files).toEqual([]);
    expect(paper.tests.map(withoutOrder)[0]).toEqual({ name: 'a' });
  });

  it.each([
    ['{', 'not-json'],
    ['[]', 'no-campaign'],
    ['{"campain":{}}', 'no-campaign'],
    ['{"campain":{"name":"x"},"version":"2.0"}', 'other-version'],
    ['{"campain":{"name":"x"},"tests":[{}]}', 'bad-test'],
    ['{"campain":{"name":"x"},"files":[{"name":"a","content":"é"}]}', 'bad-file'],
  ])('is told from %s', (text, expected) => expect(why(text)).toBe(expected));
});

describe('names', () => {
  it('take a number when they are taken', () => {
    expect(firstFree('Copie de A', [])).toBe('Copie de A');
    expect(firstFree('Copie de A', ['Copie de A', 'Copie de A 2'])).toBe('Copie de A 3');
  });

  it('of files are plain', () => {
    expect(paperName("Démonstration : l'API")).toBe('Demonstration-l-API.json');
    expect(paperName('漢字')).toBe('campaign.json');
  });
});

it('writes large contents in base64', () => {
  const bytes = new Uint8Array(100_000).map((_, at) => at % 256);
  expect(fromBase64(toBase64(bytes))).toEqual(bytes);
});
