// How far the reader has read each conversation, as long as the page lives, and telling the server: one word at a time for
// each, the latest one last. The server keeps it for every device.
import { mayPassLater } from '../api/call';
import { type Talk, type TalkKey, talkKey } from './talk';

/** So many talks are kept in mind; the one that was read longest ago is forgotten. */
export const MARKS_MAX = 500;

interface Mark {
  readonly talk: Talk;
  seq: number;
  /** Up to which number the server knows. */
  told: number;
  isTelling: boolean;
}

export class ReadMarks {
  private readonly marks = new Map<TalkKey, Mark>();

  constructor(private readonly send: (talk: Talk, seq: number) => Promise<unknown>) {}

  /** 0 for a talk that was not read since the page was opened. */
  upTo(key: TalkKey): number {
    return this.marks.get(key)?.seq ?? 0;
  }

  read(talk: Talk, seq: number): void {
    const key = talkKey(talk);
    const mark = this.marks.get(key) ?? { talk, seq: 0, told: 0, isTelling: false };
    if (seq <= mark.seq) return;
    mark.seq = seq;
    this.marks.delete(key);
    this.marks.set(key, mark);
    for (const oldest of this.marks.keys()) {
      if (this.marks.size <= MARKS_MAX) break;
      this.marks.delete(oldest);
    }
    void this.tell(mark);
  }

  /** Tells what could not be told when it was read. */
  tellAgain(): void {
    for (const mark of this.marks.values()) void this.tell(mark);
  }

  private async tell(mark: Mark): Promise<void> {
    if (mark.isTelling || mark.told >= mark.seq) return;
    const { talk, seq } = mark;
    mark.isTelling = true;
    try {
      await this.send(talk, seq);
      mark.told = seq;
    } catch (error) {
      // Told with the next connection, or with the next line that is read; what is refused for good is not told again.
      if (!mayPassLater(error)) mark.told = seq;
      return;
    } finally {
      mark.isTelling = false;
    }
    await this.tell(mark);
  }
}
