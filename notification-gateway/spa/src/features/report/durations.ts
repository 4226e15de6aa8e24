import type { ReportModel } from '@/model/report';

/** A length of time as people read it: `340 ms`, `2,3 s`, `4 min 05 s`, `1 h 02 min`. */
export const durationOf = (millis: number, locale: string): string => {
  if (millis < 1_000) return `${Math.round(millis)} ms`;
  const seconds = millis / 1_000;
  if (seconds < 60) return `${seconds.toLocaleString(locale, { maximumFractionDigits: 1 })} s`;
  const whole = Math.floor(seconds);
  const two = (n: number) => `${n}`.padStart(2, '0');
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3_600)} h ${two(Math.floor((whole % 3_600) / 60))} min`;
};

/** When the run will end at the pace it had so far; null before there is a pace. */
export const estimatedEnd = (model: ReportModel, now: number): number | null => {
  const { startedAt, total, status } = model.header;
  const { passed, failed, skipped } = model.counts;
  const done = passed + failed + skipped;
  if (startedAt === null || status !== 'running' || done === 0 || done >= total) return null;
  const elapsed = now - new Date(startedAt).getTime();
  return elapsed <= 0 ? null : now + (elapsed / done) * (total - done);
};
