// The short form of `npm run recovery`: a few stock clients behind a wire that is cut again and again.
import { describe, expect, it } from 'vitest';
import { runCutting } from './load/cutting';
import { startKith } from './scene/kith';
import { TRANSPORTS } from './scene/stock';

const LASTS_MS = 15_000;

describe('twenty clients, cut every second', () => {
  it.each(TRANSPORTS.filter(({ name }) => name !== 'polling with upgrade'))(
    '[RC4] $name: each post is shown exactly once and in order, and every reconnect is a recovery',
    { timeout: 90_000 },
    async ({ options }) => {
      const kith = await startKith();
      try {
        const outcome = await runCutting(
          kith,
          {
            clients: 20,
            teams: 2,
            devicesPerPerson: 2,
            cutEveryMs: 1_000,
            lastsMs: LASTS_MS,
            postEveryMs: 100,
            options,
          },
          () => undefined,
        );
        expect(outcome.expected).toBeGreaterThan(1_000);
        expect(outcome).toMatchObject({ shownOnce: outcome.expected, duplicated: 0, missing: 0, outOfOrder: 0 });
        expect(outcome.reconnects).toBeGreaterThan(20);
        expect(outcome.recovered).toBe(outcome.reconnects);
      } finally {
        await kith.stop();
      }
    },
  );
});
