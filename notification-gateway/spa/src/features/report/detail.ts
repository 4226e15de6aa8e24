import { addressOf, type Artifact, type AttemptDetail, type TestDetail } from '@/api/report';
import type { TestRow } from '@/model/row';

const unknown = (attempt: number): AttemptDetail => ({
  attempt,
  reason: 'planned',
  queuedAt: null,
  worker: null,
  startedAt: null,
  finishedAt: null,
  lostAt: null,
  outcome: null,
  durationMs: null,
  message: null,
  logLines: null,
  logDigest: null,
  cases: null,
  actions: [],
});

/** Every attempt of a test: what was read of it, and what was told since. */
export const attemptsOf = (test: TestRow, detail: TestDetail | undefined): readonly AttemptDetail[] =>
  Array.from({ length: test.attempt }, (_, index) => {
    const number = index + 1;
    const read = detail?.attempts.find((one) => one.attempt === number) ?? unknown(number);
    const told = test.attempts.find((one) => one.attempt === number);
    return told && read.outcome === null ? { ...read, outcome: told.outcome, durationMs: told.durationMs, message: told.message } : read;
  });

/** What an attempt kept: read, or told since. */
export const artifactsOf = (id: string, test: TestRow, detail: TestDetail | undefined, attempt: number): readonly Artifact[] => {
  const read = (detail?.artifacts ?? []).filter((one) => one.attempt === attempt);
  const told = test.artifacts
    .filter((one) => one.attempt === attempt && !read.some((known) => known.number === one.number))
    .map((one) => ({ ...one, url: addressOf.artifact(id, test.id, one.attempt, one.number) }));
  return [...read, ...told];
};

/** Pictures that hold no script: the only contents that are shown in place (ADR 21). */
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp']);

export const isPicture = ({ mediaType }: Artifact): boolean => PICTURES.has(mediaType.split(';')[0]?.trim().toLowerCase() ?? '');

/** Secrets come as dots from the services; nothing else of them ever reaches a browser. */
export const isMasked = (value: string): boolean => /^•+$/.test(value);

export const sizeOf = (bytes: number, locale: string): string => {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1_000)));
  return new Intl.NumberFormat(locale, { style: 'unit', unit: units[power], unitDisplay: 'short', maximumFractionDigits: 1 }).format(bytes / 1_000 ** power);
};
