// The place of a reader in a numbered feed.
import { describe, expect, it } from 'vitest';
import { FeedCursor } from './cursor.ts';

function cursorAt(seq: number): FeedCursor {
  const cursor = new FeedCursor();
  cursor.restart('a', seq);
  return cursor;
}

describe('FeedCursor', () => {
  it('[RC3] tells each entry once, in whichever order they come', () => {
    const cursor = cursorAt(4);
    expect([5, 5, 7, 6, 7, 4, 8].map((seq) => cursor.hear(seq))).toEqual([true, false, true, true, false, false, true]);
    expect(cursor.seq).toBe(8);
    expect(cursor.hasGap).toBe(false);
  });

  it('[RC3] resumes before a missing entry, not after it', () => {
    const cursor = cursorAt(4);
    cursor.hear(6);
    expect([cursor.seq, cursor.hasGap]).toEqual([4, true]);
    cursor.skipGap();
    expect([cursor.seq, cursor.hasGap, cursor.hear(5), cursor.hear(7)]).toEqual([6, false, false, true]);
  });

  it('[RC3] knows of a gap before anything after it was told', () => {
    const cursor = cursorAt(4);
    cursor.expect(6);
    expect(cursor.hasGap).toBe(true);
    cursor.hear(5);
    cursor.hear(6);
    expect(cursor.hasGap).toBe(false);
  });

  it('[RC3] begins anew with another numbering', () => {
    const cursor = cursorAt(40);
    cursor.restart('b', 2);
    expect([cursor.epoch, cursor.hear(3)]).toEqual(['b', true]);
  });
});
