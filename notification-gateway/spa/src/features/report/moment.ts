/**
 * As of when a report is shown: `null` for now, the number of an event, or `playing` when what is shown is told as it is played and nothing is asked for.
 */
export type Moment = number | null | 'playing';

/** What to ask the services with. */
export const askedAt = (moment: Moment): number | null => (moment === 'playing' ? null : moment);
