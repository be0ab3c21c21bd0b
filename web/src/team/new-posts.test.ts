// @vitest-environment node
// What the button for new posts counts.
import { describe, expect, it } from 'vitest';
import {
  afterCounting,
  afterHearing,
  afterLoading,
  afterOwn,
  NOTHING_WAITS,
  waitingCount,
  waitingText,
} from './new-posts';

const loaded = afterLoading(NOTHING_WAITS, 10);

describe('new posts', () => {
  it('[NP1] those of others wait, each counted once', () => {
    const waiting = [11, 12, 12, 14].reduce(afterHearing, loaded);
    expect(waitingCount(waiting)).toBe(3);
  });

  it('[NP1] what is shown already does not wait', () => {
    expect(waitingCount(afterHearing(loaded, 10))).toBe(0);
    expect(waitingCount(afterHearing(loaded, 3))).toBe(0);
  });

  it('[NP1] loading them clears the count, but not what came meanwhile', () => {
    const waiting = [11, 12, 13].reduce(afterHearing, loaded);
    expect(waitingCount(afterLoading(waiting, 12))).toBe(1);
    expect(waitingCount(afterLoading(waiting, 13))).toBe(0);
  });

  it('[NP1] what came while the feed was on its way is counted', () => {
    expect(waitingCount(afterLoading(afterHearing(NOTHING_WAITS, 11), 10))).toBe(1);
  });

  it('[NP1] counted and heard are not added up twice', () => {
    const heard = [11, 12].reduce(afterHearing, loaded);
    const counted = afterCounting(heard, { count: 3, latestSeq: 13 }, []);
    expect(waitingCount(counted)).toBe(3);
    expect(waitingCount(afterHearing(counted, 13))).toBe(3);
    expect(waitingCount(afterHearing(counted, 14))).toBe(4);
  });

  it('[NP1] a count that was overtaken changes nothing', () => {
    const later = afterCounting(loaded, { count: 4, latestSeq: 15 }, []);
    expect(waitingCount(afterCounting(later, { count: 1, latestSeq: 11 }, []))).toBe(4);
  });

  it('[NP2] own posts do not count, wherever they stand among the others', () => {
    expect(waitingCount(afterCounting(loaded, { count: 3, latestSeq: 13 }, [4, 12]))).toBe(2);
    expect(waitingCount(afterCounting(loaded, { count: 1, latestSeq: 11 }, [11]))).toBe(0);
  });

  it('[NP2] an own post written after the count does not make it smaller', () => {
    expect(waitingCount(afterCounting(loaded, { count: 2, latestSeq: 12 }, [13]))).toBe(2);
  });

  it.each([
    [0, ''],
    [1, '1 new post'],
    [3, '3 new posts'],
    [20, '20 new posts'],
    [21, 'New posts'],
  ])('[NP1] %i waiting: "%s"', (count, text) => {
    expect(waitingText(count)).toBe(text);
  });
});

it('[NP2] the reader’s own that was counted while it was on its way is taken off once it is shown', () => {
  const counted = afterCounting(loaded, { count: 3, latestSeq: 13 }, [11]);
  expect(waitingCount(counted)).toBe(2);
  expect(waitingCount(afterOwn(counted, 13))).toBe(1);
  // One that was shown before, and one that came later, were not counted.
  expect(waitingCount(afterOwn(counted, 10))).toBe(2);
  expect(waitingCount(afterOwn(counted, 14))).toBe(2);
});
