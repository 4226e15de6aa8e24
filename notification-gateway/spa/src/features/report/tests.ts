import type { TestStatus } from '@/model/events';
import type { ReportModel } from '@/model/report';

/** As people type: without accents and capitals. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** The ids of the tests that are wanted, in order. */
export const wantedTests = (model: ReportModel, status: TestStatus | undefined, words: string): readonly string[] => {
  const ids = model.ids();
  const asked = plain(words.trim());
  if (status === undefined && asked === '') return [...ids];
  return ids.filter((id) => {
    const test = model.test(id);
    return test !== undefined && (status === undefined || test.status === status) && (asked === '' || plain(test.name).includes(asked) || id === words.trim());
  });
};

/** The next test that failed after this one, beginning again at the top; null when none did. */
export const nextFailure = (model: ReportModel, ids: readonly string[], from: string | null): string | null => {
  const at = from === null ? -1 : ids.indexOf(from);
  for (let step = 1; step <= ids.length; step++) {
    const id = ids[(at + step) % ids.length];
    if (id !== undefined && model.test(id)?.status === 'failed') return id;
  }
  return null;
};
