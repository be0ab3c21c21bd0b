// @vitest-environment node
// Cheers in the air.
import { expect, it } from 'vitest';
import { type Flight, land, takeOff } from './sky';

it('[CH5] at most three are in the air; the next may start when one has landed', () => {
  let sky: readonly Flight[] = [];
  for (let id = 1; id <= 10; id += 1) sky = takeOff(sky, { id, icon: 'heart' });
  expect(sky.map(({ id }) => id)).toEqual([1, 2, 3]);
  sky = takeOff(land(sky, 2), { id: 11, icon: 'star' });
  expect(sky.map(({ id }) => id)).toEqual([1, 3, 11]);
});
