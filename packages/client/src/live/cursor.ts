// Where a client stands in a room's numbered feed: which entries it has been told, each counted once, and whether one
// is missing. It knows neither socket nor clock.

/** So many entries may be known behind one that is missing. Beyond, the reader does not wait for it any more. */
export const AHEAD_MAX = 1_000;
/** So many second words about entries are remembered; beyond, the oldest is forgotten. */
export const WORDS_MAX = 256;

/** The reader's place in one numbering (`epoch`) of a feed whose entries are 1, 2, 3 … without a hole. */
export class FeedCursor {
  /** Names the numbering; `undefined` until the room was entered. */
  epoch: string | undefined;
  /** Every entry up to here was told. */
  seq = 0;
  private newest = 0;
  /** Where the numbering was taken up: what stands before is no news. */
  private began = 0;
  private readonly ahead = new Set<number>();
  private readonly words = new Set<string>();

  /** Takes note of an entry; `false` if it was told before and must not be shown again. */
  hear(seq: number): boolean {
    if (seq <= this.seq || this.ahead.has(seq)) return false;
    this.expect(seq);
    this.ahead.add(seq);
    while (this.ahead.delete(this.seq + 1)) this.seq += 1;
    return true;
  }

  /** Takes note of a second word about an entry; `false` if it was told before. */
  hearAbout(seq: number, about: string): boolean {
    const word = `${seq} ${about}`;
    if (seq <= this.began || this.words.has(word)) return false;
    this.words.add(word);
    const [oldest] = this.words;
    if (this.words.size > WORDS_MAX && oldest !== undefined) this.words.delete(oldest);
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

  /** Whether more came behind a gap than is kept in mind. */
  get isFull(): boolean {
    return this.ahead.size > AHEAD_MAX;
  }

  /** Stops waiting for what is missing: the reader fetches the feed instead. */
  skipGap(): void {
    this.seq = this.newest;
    this.ahead.clear();
  }

  /** Takes over a numbering as it stands: at first, or when the server cannot tell what was missed. */
  restart(epoch: string, seq: number): void {
    this.epoch = epoch;
    this.seq = seq;
    this.newest = seq;
    this.began = seq;
    this.ahead.clear();
    this.words.clear();
  }
}
