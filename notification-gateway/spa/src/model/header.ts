import type { ReportStatus, Snapshot, Stop } from './events';

/** What stands above the tests. Never changed; a change is another header. */
export interface Header {
  readonly id: string;
  readonly campaignId: string;
  readonly campaignName: string;
  readonly name: string;
  readonly environment: string;
  readonly kind: 'campaign' | 'trial';
  readonly createdAt: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly launchedBy: string | null;
  /** What that person is called, where the service knows. */
  readonly launchedByName: string | null;
  readonly status: ReportStatus;
  /** Who wanted the run to be ended, as long as somebody did. */
  readonly stop: Stop | null;
  readonly error: string | null;
  readonly progress: number;
  /** How many tests the run has, whether they are known here or not. */
  readonly total: number;
  /** The last event of the run's history that the snapshot held; what was told since is not counted. */
  readonly sequence: number;
}

export const isOver = (header: Header): boolean => header.status === 'completed' || header.status === 'failed';

/** Of a report of which nothing is known yet. */
export const nothing = (id: string): Header => ({
  id,
  campaignId: '',
  campaignName: '',
  name: '',
  environment: '',
  kind: 'campaign',
  createdAt: null,
  startedAt: null,
  finishedAt: null,
  durationMs: null,
  launchedBy: null,
  launchedByName: null,
  status: 'pending',
  stop: null,
  error: null,
  progress: 0,
  total: 0,
  sequence: 0,
});

export const headerOf = (report: Snapshot): Header => ({
  id: report._id,
  campaignId: report.campainId ?? '',
  campaignName: report.campaignName ?? '',
  name: report.details ?? '',
  environment: report.filiere ?? '',
  kind: report.kind ?? 'campaign',
  createdAt: report.dateCreated ?? null,
  startedAt: report.startedAt ?? null,
  finishedAt: report.finishedAt ?? null,
  durationMs: report.durationMs ?? null,
  launchedBy: report.launchedBy ?? null,
  launchedByName: report.launchedByName ?? null,
  status: report.status,
  stop: report.stop ?? null,
  error: report.error ?? null,
  progress: report.progress,
  total: report.counts?.total ?? report.tests.length,
  sequence: report.asOf.sequence,
});
