import { useEffect, useEffectEvent, useState } from 'react';
import type { Numbered } from '@/model/numbered';

interface Wanted<T> {
  readonly book: Numbered<T>;
  /** Changes when the book does. */
  readonly version: string;
  /** What can be seen. */
  readonly from: number;
  readonly to: number;
  /** Nothing is asked for while what is shown is told. */
  readonly isAsked: boolean;
  /** Reads the part after this number into the book. */
  readonly read: (after: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Reads those parts of a book that are looked at and not here: first once, to know how many there are, then whatever is missing.
 *
 * @param asked which book as of when: another one is begun anew
 */
export const useParts = <T>(asked: string, { book, version, from, to, isAsked, read }: Wanted<T>) => {
  const [known, setKnown] = useState<{ readonly asked: string | null; readonly failed: boolean }>({ asked: null, failed: false });
  const isFirst = known.asked !== asked;
  useEffect(() => book.looksAt(from, to), [book, from, to]);
  const missing = isFirst ? null : book.missing(from, to);
  const wanted = !isAsked || known.failed ? null : isFirst ? `${asked} first` : missing === null ? null : `${asked} ${Math.floor((missing - 1) / PART)}`;
  const load = useEffectEvent((signal: AbortSignal) => read(isFirst ? Math.max(0, book.total - PART) : Math.floor(((missing ?? 1) - 1) / PART) * PART, signal));
  useEffect(() => {
    if (wanted === null) return;
    const left = new AbortController();
    load(left.signal)
      .then(() => setKnown({ asked, failed: false }))
      .catch(() => !left.signal.aborted && setKnown({ asked, failed: true }));
    return () => left.abort();
  }, [wanted, asked]);
  return { isFirst: isAsked && isFirst, failed: known.failed, again: () => setKnown({ asked: null, failed: false }), version };
};

/** How many are read at once. */
export const PART = 500;
