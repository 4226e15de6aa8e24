/** Something that a service answered, with how much it had yet to take in by then; that is not always known. */
export interface Placed {
  readonly asOf?: { readonly lag?: number | null };
}

/** How many events these answers are behind at most. What came over the live stream is never behind. */
export const lagOf = (answers: readonly Placed[]): number => answers.reduce((most, { asOf }) => Math.max(most, asOf?.lag ?? 0), 0);

/** What is behind is asked for again after this long. */
const AGAIN_MILLIS = 2_000;

/** When to ask again for these answers: never, unless they are behind. */
export const untilUpToDate = (answers: readonly Placed[] | undefined): number | false => (answers !== undefined && lagOf(answers) > 0 ? AGAIN_MILLIS : false);
