import type { Launch } from '@/api/types';

/** What the dialog holds: a number field that is left empty holds an empty text. */
export interface WantedLaunch {
  readonly name: string;
  readonly filiere: string;
  readonly stop_on_failure: boolean;
  readonly parallelism: number | '';
  readonly retries: number | '';
  readonly timeout: number | '';
  readonly run_timeout: number | '';
  readonly keep_failed_work: boolean;
}

export const NEW_LAUNCH: WantedLaunch = { name: '', filiere: '', stop_on_failure: false, parallelism: '', retries: '', timeout: '', run_timeout: '', keep_failed_work: false };

/** The fields that say themselves what is wrong with them. */
export const FIELDS = ['name', 'filiere', 'parallelism', 'retries', 'timeout', 'run_timeout'] as const;

const NUMBERS = ['parallelism', 'retries', 'timeout', 'run_timeout'] as const;

/** What is sent: what was left empty is left to the service. */
export const launchOf = (campaign: string, wanted: WantedLaunch): Launch => ({
  campain_id: campaign,
  name: wanted.name.trim(),
  filiere: wanted.filiere,
  stop_on_failure: wanted.stop_on_failure,
  ...Object.fromEntries(NUMBERS.filter((field) => wanted[field] !== '').map((field) => [field, wanted[field]])),
  ...(wanted.keep_failed_work ? { keep_failed_work: true } : {}),
});
