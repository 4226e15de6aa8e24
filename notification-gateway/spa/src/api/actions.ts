import { queryOptions } from '@tanstack/react-query';
import { language } from '@/words/language';
import { call } from './call';
import type { ActionField, OutputVariable } from './types';

/** What an action is called, asks for and gives, in the language of the page. */
export interface Catalogue {
  readonly labels: Readonly<Record<string, string>>;
  readonly masks: Readonly<Record<string, readonly ActionField[]>>;
  readonly outputs: Readonly<Record<string, readonly OutputVariable[]>>;
}

export const catalogue = () =>
  queryOptions({
    queryKey: ['actions', language()],
    queryFn: async ({ signal }): Promise<Catalogue> => {
      const [labels, masks, outputs] = await Promise.all([
        call<Catalogue['labels']>('/api/actions/labels', { signal }),
        call<Catalogue['masks']>('/api/actions/masks', { signal }),
        call<Catalogue['outputs']>('/api/actions/output-variables', { signal }),
      ]);
      return { labels, masks, outputs };
    },
    staleTime: 300_000,
  });
