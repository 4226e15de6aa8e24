import { reportsPage } from '@/api/reports';

/** As many reports as the home page looks back upon. */
export const LATEST = 50;

export const latest = reportsPage({}, 1, LATEST);
