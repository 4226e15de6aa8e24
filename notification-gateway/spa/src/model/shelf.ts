import { Numbered } from './numbered';

/**
 * The books of all attempts of all tests of one report: their log lines, or their cases. It keeps no more than so many in all; the oldest that
 * nobody reads go first, then of those that are read what nobody looks at. All of it can be asked for again.
 */
export class Shelf<T> {
  private readonly books = new Map<string, Numbered<T>>();
  private readonly read = new Map<Numbered<T>, number>();
  private written: { readonly book: Numbered<T>; readonly chunk: number }[] = [];
  private kept = 0;
  /** When to tidy next: what is looked at stays, and is not to be looked through for each line. */
  private tidyAt: number;

  constructor(private readonly most: number) {
    this.tidyAt = most;
  }

  book(test: string, attempt: number): Numbered<T> {
    const key = `${test}/${attempt}`;
    let book = this.books.get(key);
    if (!book) {
      book = new Numbered<T>();
      this.books.set(key, book);
    }
    return book;
  }

  put(test: string, attempt: number, n: number, thing: T) {
    const book = this.book(test, attempt);
    const { isNew, begun } = book.put(n, thing);
    if (isNew) this.kept++;
    if (begun !== null) this.written.push({ book, chunk: begun });
    if (this.kept > this.tidyAt) this.forgetSome();
  }

  /** Somebody reads a book: others go first, and of it whatever they do not look at. @returns how to lay it down */
  open(book: Numbered<T>): () => void {
    this.read.set(book, (this.read.get(book) ?? 0) + 1);
    return () => {
      const readers = (this.read.get(book) ?? 1) - 1;
      if (readers > 0) this.read.set(book, readers);
      else this.read.delete(book);
    };
  }

  totals(): [string, number][] {
    return [...this.books].map(([key, book]) => [key, book.total]);
  }

  /** Knows how many there are, and none of them. */
  restore(totals: readonly (readonly [string, number])[]) {
    this.clear();
    for (const [key, total] of totals) {
      const book = this.books.get(key) ?? new Numbered<T>();
      book.reaches(total);
      this.books.set(key, book);
    }
  }

  clear() {
    this.books.clear();
    this.read.clear();
    this.written = [];
    this.kept = 0;
    this.tidyAt = this.most;
  }

  /** A tenth at once, so that a full shelf is not tidied for each line. */
  private forgetSome() {
    this.forget((book) => !this.read.has(book));
    this.forget((book, chunk) => !book.isSeen(chunk));
    this.tidyAt = Math.max(this.most, this.kept * 1.1);
  }

  /** The oldest parts that may go, until there is room. */
  private forget(mayGo: (book: Numbered<T>, chunk: number) => boolean) {
    const enough = this.most * 0.9;
    const stay: typeof this.written = [];
    for (const place of this.written) {
      if (this.kept > enough && mayGo(place.book, place.chunk)) this.kept -= place.book.forget(place.chunk);
      else stay.push(place);
    }
    this.written = stay;
  }
}
