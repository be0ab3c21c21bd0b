// @vitest-environment node
// How large a picture is sent, and when the server's clock is noticed.
import { expect, it } from 'vitest';
import { fitted } from './proof-image';
import { ServerClock } from './server-clock';

it.each([
  [4_000, 3_000, 2_048, 1_536],
  [3_000, 4_000, 1_536, 2_048],
  [800, 600, 800, 600],
  [9_000, 2, 2_048, 1],
])('%i by %i becomes %i by %i', (width, height, fitWidth, fitHeight) => {
  expect(fitted(width, height)).toEqual({ width: fitWidth, height: fitHeight });
});

it.each([
  ['Mon, 23 Nov 2026 11:00:00 GMT', '2026-11-23T11:00:00.000Z'],
  ['Mon, 23 Nov 2026 12:00:40 GMT', '2026-11-23T12:00:00.000Z'],
  ['', '2026-11-23T12:00:00.000Z'],
])('a server at "%s" makes it %s', (stamp, now) => {
  const clock = new ServerClock(() => Date.parse('2026-11-23T12:00:00Z'));
  clock.heard(stamp);
  expect(new Date(clock.now()).toISOString()).toBe(now);
});
