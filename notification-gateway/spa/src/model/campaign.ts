import type { CampaignEvent, LiveEvent, ReportStatus, Stop } from './events';

/** What the list of a campaign's reports shows of one. What else a row has stays as it is. */
export interface RunRow {
  readonly _id: string;
  readonly campainId: string;
  readonly details: string;
  readonly filiere: string;
  readonly dateCreated: string;
  readonly status: ReportStatus;
  readonly result: 'pending' | 'success' | 'failure';
  readonly progress: number;
  readonly stop?: Stop | null;
  readonly error?: string | null;
  /** How far the row goes in the run's history, where it says so. */
  readonly asOf?: { readonly sequence: number };
}

const STAGES: Readonly<Record<ReportStatus, number>> = { pending: 0, running: 1, completed: 2, failed: 2 };

const isOfRuns = (event: LiveEvent): event is CampaignEvent =>
  event.event === 'campain_started' || event.event === 'campain_progress' || event.event === 'campain_cancelling' || event.event === 'campain_error' || event.event === 'campain_completed';

const newsOf = (event: CampaignEvent, row: RunRow): Partial<RunRow> => {
  switch (event.event) {
    case 'campain_started':
      return { status: 'running' };
    case 'campain_progress':
      return { status: 'running', progress: Math.max(row.progress, event.data.progress) };
    case 'campain_cancelling':
      return { stop: row.stop ?? { reason: event.data.reason, requestedBy: event.data.requested_by } };
    case 'campain_error':
      return { error: event.data.error };
    case 'campain_completed':
      return { status: event.data.status, result: event.data.result, progress: row.progress };
  }
};

/** A run that the list does not know yet, as far as its beginning tells. A test that is tried alone makes no report of its campaign. */
export const newRun = (event: LiveEvent): RunRow | null =>
  event.event === 'campain_started' && event.data.kind === 'campaign'
    ? {
        _id: event.data.rapport_id,
        campainId: event.data.campain_id,
        details: event.data.name,
        filiere: event.data.filiere,
        dateCreated: event.data.started_at,
        status: 'running',
        result: 'pending',
        progress: 0,
        stop: null,
        error: null,
      }
    : null;

/**
 * Folds what a campaign's room tells into rows of its runs. What a row knows already (by its `asOf.sequence`, or because it is further) changes nothing:
 * the same rows come back.
 */
export const foldRuns = <Row extends RunRow>(rows: readonly Row[], event: LiveEvent): readonly Row[] => {
  if (!isOfRuns(event)) return rows;
  const at = rows.findIndex((row) => row._id === event.data.rapport_id);
  const row = rows[at];
  if (!row || (event.data.sequence !== undefined && row.asOf !== undefined && event.data.sequence <= row.asOf.sequence)) return rows;
  const news = newsOf(event, row);
  const isBehind = news.status !== undefined && STAGES[news.status] < STAGES[row.status];
  const folded = isBehind ? {} : news;
  const isSame = (Object.keys(folded) as (keyof RunRow)[]).every((name) => folded[name] === row[name]);
  return isSame ? rows : rows.with(at, { ...row, ...folded });
};
