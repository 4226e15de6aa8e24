import type { Json, JsonObject, Test, TestContent } from './types';

/** A campaign as a file: the format of the seed (rows "Campaign export/import"), 1.0 without files and 1.1 with them. */
export interface CampaignOnPaper {
  readonly campain: { readonly name: string; readonly description: string };
  readonly tests: readonly (Partial<TestContent> & { readonly name: string; readonly order: number })[];
  readonly exportDate: string;
  readonly version: '1.0' | '1.1';
  /** Each with its content in base64. */
  readonly files: readonly FileOnPaper[];
}

export interface FileOnPaper {
  readonly name: string;
  readonly content: string;
}

/** What a file that is none of ours lacks. The words for it are the page's. */
export type Unreadable = 'not-json' | 'no-campaign' | 'other-version' | 'bad-test' | 'bad-file';

export class NotACampaign extends Error {
  readonly why: Unreadable;

  constructor(why: Unreadable) {
    super(`Expected an exported campaign, but it is ${why}.`);
    this.name = 'NotACampaign';
    this.why = why;
  }
}

const contentOf = ({ name, description, actions, variables, retries, timeout, quarantined, quarantine_reason, affinity }: Test): Partial<TestContent> & { readonly name: string } => ({
  name,
  description,
  actions,
  variables,
  ...(retries === null ? {} : { retries }),
  ...(timeout === null ? {} : { timeout }),
  ...(quarantined ? { quarantined, quarantine_reason } : {}),
  ...(affinity === null ? {} : { affinity }),
});

/** @param now when it is written, as an instant */
export const onPaper = (campaign: { readonly name: string; readonly description: string }, tests: readonly Test[], files: readonly FileOnPaper[], now: string): CampaignOnPaper => ({
  campain: { name: campaign.name, description: campaign.description },
  tests: tests.map((test) => ({ ...contentOf(test), order: test.order })),
  exportDate: now,
  version: '1.1',
  files,
});

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: Json | undefined): value is string => typeof value === 'string';
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new NotACampaign('not-json');
  }
};

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Reads an exported campaign. What its tests do is the service's to judge: it is handed on as it stands.
 *
 * @throws NotACampaign when it is none
 */
export const fromPaper = (text: string): CampaignOnPaper => {
  const given = parsed(text);
  if (!isObject(given)) throw new NotACampaign('no-campaign');
  const { campain, version = '1.0', exportDate } = given;
  if (version !== '1.0' && version !== '1.1') throw new NotACampaign('other-version');
  if (!isObject(campain) || !isText(campain.name)) throw new NotACampaign('no-campaign');
  const tests = list(given.tests).map((test, place) => {
    if (!isObject(test) || !isText(test.name)) throw new NotACampaign('bad-test');
    return { ...(test as Partial<TestContent>), name: test.name, order: typeof test.order === 'number' ? test.order : place + 1 };
  });
  const files = list(given.files).map((file) => {
    if (!isObject(file) || !isText(file.name) || !isText(file.content) || !BASE64.test(file.content)) throw new NotACampaign('bad-file');
    return { name: file.name, content: file.content };
  });
  return {
    campain: { name: campain.name, description: isText(campain.description) ? campain.description : '' },
    tests: tests.toSorted((one, other) => one.order - other.order),
    exportDate: isText(exportDate) ? exportDate : '',
    version,
    files,
  };
};

/** What the service is asked to store of a test: its place follows from the order in which tests are sent. */
export const withoutOrder = (test: CampaignOnPaper['tests'][number]): Partial<TestContent> => Object.fromEntries(Object.entries(test).filter(([member]) => member !== 'order'));

const CHUNK = 0x8000;

export const toBase64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (let from = 0; from < bytes.length; from += CHUNK) binary += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  return btoa(binary);
};

export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** A file name of it that every system takes. */
export const paperName = (campaign: string): string =>
  `${
    campaign
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'campaign'
  }.json`;

/** `Copie de X`, with a number where that is taken. */
export const firstFree = (wanted: string, taken: readonly string[]): string => {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} ${number}`;
    if (!taken.includes(name)) return name;
  }
};
