// How long to wait before the next try to connect: longer after each failure, and never the same for two people,
// so that a restarted server is not met by everybody at once.

/** Bounds of the wait, in milliseconds. */
export interface Backoff {
  firstMs: number;
  maxMs: number;
}

/** The wait after `failures` failures in a row: between half and all of a bound that doubles; never under `firstMs`. */
export function waitMs(failures: number, { firstMs, maxMs }: Backoff, random: () => number): number {
  const bound = Math.min(maxMs, firstMs * 2 ** Math.min(failures + 1, 20));
  return Math.max(firstMs, Math.round(bound / 2 + (random() * bound) / 2));
}
