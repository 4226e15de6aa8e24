import { call } from './call';
import type { Page } from './types';

/** The most that a list gives at once. */
const MOST = 100;

/** Every item of a list that is short enough to be held whole, page after page. Ends after `most` items. */
export const everyItem = async <T>(path: string, signal: AbortSignal, most = 5_000): Promise<readonly T[]> => {
  const items: T[] = [];
  const separator = path.includes('?') ? '&' : '?';
  for (let page = 1; items.length < most; page++) {
    const { data, pagination } = await call<Page<T>>(`${path}${separator}page=${page}&page_size=${MOST}`, { signal });
    items.push(...data);
    if (!pagination.has_next) break;
  }
  return items;
};
