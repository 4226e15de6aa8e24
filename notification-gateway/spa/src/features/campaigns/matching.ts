import type { Campaign } from '@/api/types';

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** The campaigns whose name or description has every word, whatever its accents and capitals. */
export const matching = <T extends Pick<Campaign, 'name' | 'description'>>(all: readonly T[], words: string): readonly T[] => {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return wanted.length === 0
    ? all
    : all.filter(({ name, description }) => {
        const text = plain(`${name} ${description}`);
        return wanted.every((word) => text.includes(word));
      });
};
