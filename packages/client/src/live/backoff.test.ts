// The waits between tries to connect.
import { expect, it } from 'vitest';
import { waitMs } from './backoff.ts';

const BOUNDS = { firstMs: 1_000, maxMs: 30_000 };

it('[RC3] waits longer after each failure, between 1 s and 30 s, and not the same for two people', () => {
  const shortest = [0, 1, 2, 3, 4, 5, 50].map((failures) => waitMs(failures, BOUNDS, () => 0));
  const longest = [0, 1, 2, 3, 4, 5, 50].map((failures) => waitMs(failures, BOUNDS, () => 1));
  expect(shortest).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  expect(longest).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});
