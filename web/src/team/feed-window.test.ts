// @vitest-environment node
// Which posts of a long feed are drawn.
import { describe, expect, it } from 'vitest';
import { AROUND, drawnIndexes, roomBetween, WHOLE_MAX } from './feed-window';

const range = (startIndex: number, endIndex: number, count: number) => ({ startIndex, endIndex, count, overscan: 0 });

describe('what is drawn of a feed', () => {
  it('[NP3] a short one is drawn whole', () => {
    expect(drawnIndexes(range(0, 2, WHOLE_MAX), [])).toHaveLength(WHOLE_MAX);
    expect(drawnIndexes(range(0, 0, 0), [3])).toEqual([]);
  });

  it('[NP3] of a long one the window and a little around it, in the order of reading', () => {
    expect(drawnIndexes(range(100, 104, 2_000), [])).toEqual(
      Array.from({ length: 5 + 2 * AROUND }, (_, index) => 100 - AROUND + index),
    );
    expect(drawnIndexes(range(1_998, 1_999, 2_000), []).at(-1)).toBe(1_999);
  });

  it('[NP3] what has the focus and what is sought stay, what is gone does not', () => {
    const drawn = drawnIndexes(range(100, 101, 2_000), [1_500, 0, 100, -1, 2_000]);
    expect([drawn[0], drawn.at(-1), drawn.length]).toEqual([0, 1_500, 2 + 2 * AROUND + 2]);
  });
});

describe('the room for what is not drawn', () => {
  it('[NP3] adds up to the whole feed', () => {
    // Ten posts of 100, from 50 on; drawn are the first, the fourth and the fifth.
    const at = (index: number) => ({ start: 50 + index * 100, end: 150 + index * 100 });
    expect(roomBetween([at(0), at(3), at(4)], 50, 1_000)).toEqual({ above: [0, 200, 0], below: 500 });
  });

  it('[NP3] is all of it while nothing is drawn', () => {
    expect(roomBetween([], 50, 1_000)).toEqual({ above: [], below: 1_000 });
  });
});
