// Every page of the pacts says the same date: that of the server's clock, whatever the device's shows.
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { openHouse, shutHouse } from './pact-house.test-bed';
import { PactOver } from './pact-over';
import { PactRoomStore } from './room-store';
import { MARGARET, member, pact, progress } from './samples';
import { serverClock } from './server-clock';

const ENDED = pact('completed', [member('margaret'), member('ruth')], {
  startDate: '2026-11-01',
  endDate: '2026-11-30',
});

afterEach(() => {
  cleanup();
  shutHouse();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  serverClock.heard(new Date().toISOString());
});

it('[SK1] a pact that is over tells what waits by the date of the server, asked for once', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-29T12:00:00Z'), toFake: ['Date'] });
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    if (url === '/healthz') return new Response(null, { headers: { date: 'Mon, 30 Nov 2026 12:00:00 GMT' } });
    throw new TypeError('the network is gone');
  });
  const { Around, outbox } = await openHouse();
  const on = '2026-11-29';
  await outbox.do({ kind: 'checkin', checkin: { habitGoalId: 'walk', status: 'completed' }, on });
  const store = new PactRoomStore(ENDED.id, undefined, {
    pact: ENDED,
    members: [progress('margaret', 7, 7), progress('ruth', 8, 8)],
  });
  render(
    <Around>
      <PactOver me={MARGARET} pact={ENDED} store={store} room={store.get()} />
    </Around>,
  );
  await waitFor(() => expect(screen.getByTestId('kept-checkin').textContent).toMatch(/yesterday: done/));
  expect(asked.filter((url) => url === '/healthz')).toHaveLength(1);
});
