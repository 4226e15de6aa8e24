import { hashKey, partialMatchKey, type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { foldRuns, newRun, type RunRow } from '@/model/campaign';
import type { LiveEvent } from '@/model/events';
import type { RoomState } from './protocol';
import { useRoom } from './useRoom';

/** A page of reports as `GET /api/rapports` answers it. */
export interface ListedRuns {
  readonly data: readonly RunRow[];
}

export interface CampaignEars {
  /** Every cached list of reports that begins with this key is kept up to date, as `{data: rows}`. */
  readonly lists: QueryKey;
  /** A run has begun that no cached list has: its row as far as it is known. Unless told otherwise it is put in front of every list. */
  readonly begun?: (run: RunRow) => void;
  /** A file of the campaign was added, replaced or removed. */
  readonly filesUpdated?: () => void;
}

/**
 * Follows the reports of a campaign: folds what its room tells into the lists that TanStack Query keeps. After a cut the lists are read again, since the room keeps
 * nothing of what happened meanwhile.
 *
 * @param campaign null for none
 */
export const useCampaignRoom = (campaign: string | null, { lists, begun, filesUpdated }: CampaignEars): RoomState => {
  const queries = useQueryClient();
  const [told] = useState(() => new Map<string, LiveEvent>());

  const fold = (event: LiveEvent) =>
    queries.setQueriesData<ListedRuns>({ queryKey: lists }, (list) => {
      const data = list && foldRuns(list.data, event);
      return data === undefined || data === list?.data ? list : { ...list, data };
    });

  // A list that was read may be behind what was told while it was on its way.
  const read = useEffectEvent((key: QueryKey) => {
    if (partialMatchKey(key, lists)) for (const event of told.values()) fold(event);
  });
  useEffect(
    () => queries.getQueryCache().subscribe((change) => change.type === 'updated' && change.action.type === 'success' && change.action.manual !== true && read(change.query.queryKey as QueryKey)),
    [queries],
  );

  return useRoom(campaign === null ? null : `campain_${campaign}`, (event) => {
    if (event.event === 'recalled') return;
    if (event.event === 'campain_joined') {
      // First joined, then read: a list that was read before may lack what was told to nobody.
      told.clear();
      readAnew(queries, lists);
    } else if (event.event === 'files_updated') {
      filesUpdated?.();
    } else {
      if ('rapport_id' in event.data) told.set(`${event.data.rapport_id} ${event.event}`, event);
      fold(event);
      const run = newRun(event);
      if (run === null || queries.getQueriesData<ListedRuns>({ queryKey: lists }).some(([, list]) => !isNews(run, list))) return;
      if (begun) begun(run);
      else queries.setQueriesData<ListedRuns>({ queryKey: lists }, (list) => list && { ...list, data: [run, ...list.data] });
    }
  });
};

/** Rooms of one page are joined right after each other. In milliseconds. */
const NO_MORE_JOIN = 100;

const awaited = new WeakMap<QueryClient, Map<string, ReturnType<typeof setTimeout>>>();

/** Has lists read again once: after the last of the rooms that want it. */
const readAnew = (queries: QueryClient, lists: QueryKey) => {
  const name = hashKey(lists);
  const waiting = awaited.get(queries) ?? new Map<string, ReturnType<typeof setTimeout>>();
  awaited.set(queries, waiting);
  clearTimeout(waiting.get(name));
  waiting.set(
    name,
    setTimeout(() => {
      waiting.delete(name);
      void queries.invalidateQueries({ queryKey: lists });
    }, NO_MORE_JOIN),
  );
};

/** Whoever joins is told of runs of late too: those that began before what a list shows first are on another page of it, or in it. */
const isNews = (run: RunRow, list: ListedRuns | undefined): boolean => {
  if (!list) return true;
  const newest = list.data.reduce((latest, row) => (row.dateCreated > latest ? row.dateCreated : latest), '');
  return run.dateCreated > newest && !list.data.some((row) => row._id === run._id);
};
