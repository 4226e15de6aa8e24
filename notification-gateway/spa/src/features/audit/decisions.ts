import { infiniteQueryOptions } from '@tanstack/react-query';
import { call } from '@/api/call';
import type { DecisionPage } from '@/api/types';

/** What is asked of the audit; its fields are those of the page's address too. */
export interface Wanted {
  readonly kind?: string;
  readonly since?: string;
  readonly until?: string;
  readonly subject?: string;
  readonly actor?: string;
}

const FIELDS = ['kind', 'since', 'until', 'subject', 'actor'] as const;

/** What an address wants; what it does not know how to say is left out. */
export const wantedOf = (search: Readonly<Record<string, unknown>>): Wanted =>
  Object.fromEntries(FIELDS.flatMap((field) => (typeof search[field] === 'string' && search[field] !== '' ? [[field, search[field]]] : [])));

/** The beginning of a local day as an instant; `after` days later. */
const startOfDay = (day: string, after = 0): string | null => {
  const [year, month, date] = day.split('-').map(Number);
  const begun = new Date(year ?? NaN, (month ?? NaN) - 1, (date ?? NaN) + after);
  return Number.isNaN(begun.getTime()) ? null : begun.toISOString();
};

export const addressOf = (wanted: Wanted): string => {
  const asked = new URLSearchParams({ limit: '50' });
  const say = (name: string, value: string | null | undefined) => value && asked.set(name, value);
  say('type', wanted.kind);
  say('subject', wanted.subject);
  say('actor', wanted.actor);
  say('since', wanted.since && startOfDay(wanted.since));
  // The whole of the day that people name is meant.
  say('until', wanted.until && startOfDay(wanted.until, 1));
  return `/api/audit?${asked.toString()}`;
};

export const decisionsOf = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ['audit', wanted],
    queryFn: ({ pageParam, signal }) => call<DecisionPage>(pageParam, { signal }),
    initialPageParam: addressOf(wanted),
    getNextPageParam: (last) => last.next?.url,
    staleTime: 0,
  });

/** `io.vigie.test.changed.v1` as what it is about and what was done. */
export const nameOf = (type: string): { readonly thing: string; readonly verb: string } => {
  const [thing = '', verb = ''] = type.replace(/^io\.vigie\./, '').replace(/\.v\d+$/, '').split('.');
  return { thing, verb };
};
