import { locale } from './language';

/** An instant as people say it, in the language of the page and the zone of the browser; nothing when it is none. */
export const dateTime = (instant: string): string => {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'medium' });
};

/** The time of day of an instant, to the second. */
export const clockTime = (instant: string | number): string => new Date(instant).toLocaleTimeString(locale(), { timeStyle: 'medium' });
