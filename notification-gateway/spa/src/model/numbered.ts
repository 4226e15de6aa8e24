const CHUNK = 256;

/**
 * Things with numbers from 1 on, of which any part may be here: what was told live, and what was asked for. A million of them are parts of 256, so that
 * adding one moves none and forgetting many is one step.
 */
export class Numbered<T> {
  /** The highest number that is known to exist. */
  total = 0;
  /** Grows with every change. */
  version = 0;
  /** What somebody looks at now, as far as they said: numbers from the first to the second. */
  private seen: readonly [number, number] | null = null;
  private readonly chunks = new Map<number, (T | undefined)[]>();

  get(n: number): T | undefined {
    return this.chunks.get(chunkOf(n))?.[(n - 1) % CHUNK];
  }

  /** @returns whether it is new, and whether it began a part of its own */
  put(n: number, thing: T): { readonly isNew: boolean; readonly begun: number | null } {
    const at = chunkOf(n);
    let chunk = this.chunks.get(at);
    const begun = chunk ? null : at;
    if (!chunk) {
      chunk = [];
      this.chunks.set(at, chunk);
    }
    const isNew = chunk[(n - 1) % CHUNK] === undefined;
    if (isNew) {
      chunk[(n - 1) % CHUNK] = thing;
      this.version++;
    }
    if (n > this.total) this.total = n;
    return { isNew, begun };
  }

  /** Says that there are so many, wherever they are. */
  reaches(total: number) {
    if (total > this.total) {
      this.total = total;
      this.version++;
    }
  }

  /** Says that there are exactly so many, as of now: what was told beyond is not of this moment. */
  endsAt(total: number) {
    if (total !== this.total) {
      this.total = total;
      this.version++;
    }
  }

  /** The first number from `from` to `to` that is not here, or null. */
  missing(from: number, to: number): number | null {
    for (let n = Math.max(1, from); n <= Math.min(to, this.total); n++) if (this.get(n) === undefined) return n;
    return null;
  }

  /** Somebody looks at this part: it is what stays longest. */
  looksAt(from: number, to: number) {
    this.seen = [from, to];
  }

  /** Whether a part holds, or stands beside, what somebody looks at. */
  isSeen(chunk: number): boolean {
    return this.seen !== null && chunk >= chunkOf(this.seen[0]) - 2 && chunk <= chunkOf(this.seen[1]) + 2;
  }

  /** Forgets a part. @returns how many things that were */
  forget(chunk: number): number {
    const gone = this.chunks.get(chunk);
    this.chunks.delete(chunk);
    if (gone) this.version++;
    return gone?.reduce<number>((count, thing) => (thing === undefined ? count : count + 1), 0) ?? 0;
  }
}

const chunkOf = (n: number) => Math.floor((n - 1) / CHUNK);
