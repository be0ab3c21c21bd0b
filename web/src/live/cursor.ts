// Where a client stands in a team's numbered feed: which entries it has been told, each counted once, and whether one
// is missing. It knows neither socket nor clock.

/** The reader's place in one numbering (`epoch`) of a feed whose entries are 1, 2, 3 … without a hole. */
export class FeedCursor {
  /** Names the numbering; `undefined` until the first join. */
  epoch: string | undefined;
  /** Every entry up to here was told. */
  seq = 0;
  private newest = 0;
  private readonly ahead = new Set<number>();

  /** Takes note of an entry; `false` if it was told before and must not be shown again. */
  hear(seq: number): boolean {
    if (seq <= this.seq || this.ahead.has(seq)) return false;
    this.expect(seq);
    this.ahead.add(seq);
    while (this.ahead.delete(this.seq + 1)) this.seq += 1;
    return true;
  }

  /** Takes note that the feed reaches up to here, though not all of it was told yet. */
  expect(seq: number): void {
    this.newest = Math.max(this.newest, seq);
  }

  /** Whether an entry that is known to exist was not told. */
  get hasGap(): boolean {
    return this.seq < this.newest;
  }

  /** Stops waiting for what is missing: the reader fetches the feed instead. */
  skipGap(): void {
    this.seq = this.newest;
    this.ahead.clear();
  }

  /** Takes over a numbering as it stands: at the first join, or when the server cannot tell what was missed. */
  restart(epoch: string, seq: number): void {
    this.epoch = epoch;
    this.seq = seq;
    this.newest = seq;
    this.ahead.clear();
  }
}
