import { partialMatchKey, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { foldRuns, newRun, type RunRow } from '@/model/campaign';
import type { LiveEvent } from '@/model/events';
import type { RoomState } from './protocol';
import { readAnew } from './readAnew';
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
  /** The campaign's files: read again whenever one of them was added, replaced or removed. */
  readonly files?: QueryKey;
}

/**
 * Follows the reports of a campaign: folds what its room tells into the lists that TanStack Query keeps. After a cut all is read again, since the room keeps
 * nothing of what happened meanwhile.
 *
 * @param campaign null for none
 */
export const useCampaignRoom = (campaign: string | null, { lists, begun, files }: CampaignEars): RoomState => {
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
      // First joined, then read: what was read before may lack what was told to nobody.
      told.clear();
      readAnew(queries, lists);
      if (files) readAnew(queries, files);
    } else if (event.event === 'files_updated') {
      if (files) readAnew(queries, files);
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

/** Whoever joins is told of runs of late too: those that began before what a list shows first are on another page of it, or in it. */
const isNews = (run: RunRow, list: ListedRuns | undefined): boolean => {
  if (!list) return true;
  const newest = list.data.reduce((latest, row) => (row.dateCreated > latest ? row.dateCreated : latest), '');
  return run.dateCreated > newest && !list.data.some((row) => row._id === run._id);
};
