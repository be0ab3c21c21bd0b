// Two stores joined to a real server by the middleware, over every line: what one does, the other's state shows.
import { configureStore } from '@reduxjs/toolkit';
import { expect, it, vi } from 'vitest';
import { memoryShelf, type Outbox } from '../src/index.ts';
import {
  createKithMiddleware,
  isAnyPartnerOnline,
  type PactsState,
  pactsActions,
  pactsReducer,
} from '../src/redux/index.ts';
import { LINES, type LineName, openHouse, type Person } from './house.ts';

const house = openHouse();
const PATIENT = { timeout: 10_000, interval: 10 };

/** Somebody with a store, live. */
async function open(person: Person, line: LineName, url = house.url) {
  const guest = house.guest(person, line, url);
  const outbox: Outbox = guest.kith.outboxOf(person.id, memoryShelf());
  house.afterwards(() => outbox.stop());
  const failures: unknown[] = [];
  const store = configureStore({
    reducer: {
      pacts: pactsReducer,
      failed: (_: unknown, action) => {
        if (['kith/failed', 'kith/deedRefused', 'SERVER:ERROR'].includes(action.type)) failures.push(action);
        return null;
      },
    },
    middleware: (defaults) => defaults().concat(createKithMiddleware({ live: guest.kith.live, outbox })),
  });
  store.dispatch(pactsActions.signedIn(person.id));
  guest.kith.live.start();
  await outbox.start();
  await vi.waitFor(() => expect(guest.kith.live.status).toBe('live'), PATIENT);
  const pacts = (): PactsState => store.getState().pacts;
  return { ...guest, store, pacts, failures, outbox };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function pactOf(sarah: Person, ruth: Person): Promise<{ pactId: string; habitGoalId: string }> {
  const goal = { name: 'Walk', frequencyType: 'daily' };
  const { habitGoal } = (await sarah.call('POST', '/habit-goals', goal)) as { habitGoal: { id: string } };
  const wanted = { habitGoalId: habitGoal.id, durationDays: 30, partnerUserIds: [ruth.id] };
  const { pact } = (await sarah.call('POST', '/pacts', wanted)) as { pact: { id: string } };
  await ruth.call('POST', `/pacts/${pact.id}/accept`);
  return { pactId: pact.id, habitGoalId: habitGoal.id };
}

const isJoined = (one: Opened, pactId: string): Promise<void> =>
  vi.waitFor(() => expect(one.pacts().currentPact?.id).toBe(pactId), PATIENT);

const words = (one: Opened, pactId: string): string[] =>
  (one.pacts().pactActivities[pactId] ?? []).map(({ type, userId }) => `${type} ${userId}`);

it.each(LINES)('[SD6] a check-in, a celebration and an encouragement, over %s', async (line) => {
  const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
  const { pactId, habitGoalId } = await pactOf(sarah, ruth);
  const [one, other] = [await open(sarah, line), await open(ruth, line)];
  one.store.dispatch({ type: 'CLIENT:JOIN_PACT', data: { pactId } });
  // As the clients of habits-realtime.md write it.
  other.store.dispatch({ type: 'WEB_CLIENT_PREFIX:CLIENT:JOIN_PACT', data: { pactId } });
  await Promise.all([isJoined(one, pactId), isJoined(other, pactId)]);
  await vi.waitFor(() => expect(isAnyPartnerOnline(one.pacts(), pactId)).toBe(true), PATIENT);

  one.store.dispatch({ type: 'CLIENT:LOG_CHECKIN', data: { habitGoalId, pactId, status: 'completed' } });
  await vi.waitFor(() => expect(words(other, pactId)[0]).toBe(`checkin_completed ${sarah.id}`), PATIENT);
  await vi.waitFor(() => expect(one.pacts().ownCheckins[habitGoalId]?.streakUpdate.after).toBe(1), PATIENT);
  const checkinId = other.pacts().pactActivities[pactId]?.[0]?.data.checkinId;
  other.store.dispatch({ type: 'CLIENT:SEND_CELEBRATION', data: { pactId, targetUserId: sarah.id, checkinId } });
  other.store.dispatch({
    type: 'CLIENT:SEND_ENCOURAGEMENT',
    data: { pactId, targetUserId: sarah.id, message: 'Keep going' },
  });
  await vi.waitFor(
    () => expect(one.pacts().letters.map(({ kind }) => kind)).toEqual(['celebration', 'encouragement']),
    PATIENT,
  );
  expect(one.pacts().letters[1]).toMatchObject({ fromUserId: ruth.id, message: 'Keep going' });
  await vi.waitFor(() => expect(words(one, pactId)).toEqual(words(other, pactId)), PATIENT);
  expect([one.failures, other.failures]).toEqual([[], []]);
});

it.each(LINES)('[SD6, RC3] a pact over a wire that is cut, over %s', async (line) => {
  const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
  const { pactId, habitGoalId } = await pactOf(sarah, ruth);
  const wire = await house.wire();
  const [one, other] = [await open(sarah, line), await open(ruth, line, wire.url)];
  other.store.dispatch({ type: 'CLIENT:JOIN_PACT', data: { pactId } });
  await isJoined(other, pactId);
  const before = words(other, pactId);
  wire.admit(false);
  wire.reset();
  await vi.waitFor(() => expect(other.kith.live.status).not.toBe('live'), PATIENT);
  one.store.dispatch({ type: 'CLIENT:LOG_CHECKIN', data: { habitGoalId, pactId, status: 'completed' } });
  // Done while the wire is cut: it waits, and is not lost.
  other.store.dispatch({ type: 'CLIENT:LOG_CHECKIN', data: { habitGoalId, pactId, status: 'partial' } });
  await one.outbox.settled();
  const letter = { targetUserId: ruth.id, message: 'Where are you?' };
  await sarah.call('POST', `/pacts/${pactId}/encourage`, letter);
  wire.admit(true);
  const wanted = [`checkin_partial ${ruth.id}`, `encouragement_sent ${sarah.id}`, `checkin_completed ${sarah.id}`];
  await vi.waitFor(() => expect(words(other, pactId)).toEqual([...wanted, ...before]), PATIENT);
  await vi.waitFor(() => expect(other.pacts().letters).toMatchObject([{ message: 'Where are you?' }]), PATIENT);
  expect(other.failures).toEqual([]);
});

it('[SD6] what the server refuses is told to the store', async () => {
  const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
  const { pactId } = await pactOf(sarah, ruth);
  const tom = await open(await house.person('Tom'), 'a WebSocket');
  const letter = { pactId, targetUserId: ruth.id, message: 'Hello' };
  tom.store.dispatch({ type: 'CLIENT:SEND_ENCOURAGEMENT', data: letter });
  await vi.waitFor(() => expect(tom.failures).toHaveLength(1), PATIENT);
  expect(tom.failures[0]).toMatchObject({ type: 'kith/deedRefused', payload: { refusal: { code: 'NOT_A_MEMBER' } } });
});
