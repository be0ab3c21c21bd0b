// @vitest-environment node
// What of the reader's own check-ins is on this device only, and what that does to what is shown.
import { CallFailed, type CheckinLogged, memoryShelf, Outbox, type SignedDeed } from '@kith/client';
import { afterEach, expect, it, vi } from 'vitest';
import { dayName, keptCheckins, laidOver, waitingDays } from './kept-checkins';
import { checkin, TODAY } from './samples';

const YESTERDAY = '2026-11-22';
const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function open(send: (signed: SignedDeed) => Promise<CheckinLogged>) {
  const outbox = new Outbox({ shelf: memoryShelf(), send, name: 'own', timing: { firstMs: 5, maxMs: 10 } });
  stops.push(() => outbox.stop());
  await outbox.start();
  const say = (habitGoalId: string, status: 'completed' | 'partial', day?: string, on = TODAY): Promise<string> =>
    outbox.do({ kind: 'checkin', checkin: { habitGoalId, status, ...(day !== undefined && { day }) }, on });
  return { outbox, say, kept: () => keptCheckins(outbox.get()) };
}

const unreachable = (): Promise<never> => Promise.reject(new CallFailed('Kith cannot be reached.', undefined, true));

it('[OF6] all wait once the first cannot be sent, each for the date that it is for', async () => {
  const { say, kept } = await open(unreachable);
  await say('walk', 'completed');
  await say('swim', 'partial', YESTERDAY);
  await vi.waitFor(() => expect(kept().map(({ state }) => state)).toEqual(['waiting', 'waiting']));
  expect(kept().map(({ habitGoalId, day, status }) => [habitGoalId, day, status])).toEqual([
    ['walk', TODAY, 'completed'],
    ['swim', YESTERDAY, 'partial'],
  ]);
  expect([...waitingDays(kept())]).toEqual([TODAY, YESTERDAY]);
});

it('[OF6] what is on its way lies over what the server has, and what is refused does not', async () => {
  const { outbox, say, kept } = await open(({ deed }) =>
    deed.kind === 'checkin' && deed.checkin.day === YESTERDAY
      ? Promise.reject(new CallFailed('Only today can be logged.', 'BAD_MESSAGE', false))
      : unreachable(),
  );
  const known = [checkin('skipped', 'My knee.'), checkin('completed', 'Sunny.', YESTERDAY)];
  await say('walk', 'partial', YESTERDAY);
  await vi.waitFor(() => expect(kept()).toMatchObject([{ state: 'refused', why: 'Only today can be logged.' }]));
  await say('walk', 'completed');
  await outbox.settled();
  const shown = laidOver(known, kept(), 'margaret');
  expect(shown.map(({ day, status, notes }) => [day, status, notes])).toEqual([
    [TODAY, 'completed', undefined],
    [YESTERDAY, 'completed', 'Sunny.'],
  ]);
});

it('[OF8] a date has its name: today, yesterday, or itself', () => {
  expect([TODAY, YESTERDAY, '2026-11-17'].map((day) => dayName(day, TODAY))).toEqual([
    'today',
    'yesterday',
    'Tuesday, November 17',
  ]);
});
