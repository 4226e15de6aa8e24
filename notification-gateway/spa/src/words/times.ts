import { locale } from './language';

/** Making a formatter costs a hundred times what using it does, and times are written with every change that is shown. */
const formatters = (options: Intl.DateTimeFormatOptions) => {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (): Intl.DateTimeFormat => {
    const tag = locale();
    const known = made.get(tag) ?? new Intl.DateTimeFormat(tag, options);
    made.set(tag, known);
    return known;
  };
};

const whole = formatters({ dateStyle: 'medium', timeStyle: 'medium' });
const clock = formatters({ timeStyle: 'medium' });

/** An instant as people say it, in the language of the page and the zone of the browser; nothing when it is none. */
export const dateTime = (instant: string): string => {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? '' : whole().format(date);
};

/** The time of day of an instant, to the second. */
export const clockTime = (instant: string | number): string => clock().format(new Date(instant));
