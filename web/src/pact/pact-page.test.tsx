// A pact's page as a whole, in a small browser: REST answered by a table, the room by hand.
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Checkin, PactActivity, PactMessage, PactRequest } from '@kith/client';
import { dayIn } from './local-day';
import { type PactWire, type PactWireEvent, PactWireProvider } from './pact-live';
import PactPage from './pact-page';
import { openHouse, shutHouse } from './pact-house.test-bed';
import { activity, MARGARET, member, pact, progress, WALK } from './samples';

const PACT = pact('active', [member('margaret'), member('ruth')], { startDate: '2026-01-01', endDate: '2099-01-01' });
const MEMBERS = [progress('margaret', 7, 7), progress('ruth', 8, 8)];

/** What the server has, and every call that it was asked. */
let activities: PactActivity[];
let checkins: Checkin[];
let calls: { method: string; path: string; body: Record<string, unknown> }[];
let isDown: boolean;

function answer(method: string, path: string, body: Record<string, unknown>): unknown {
  if (path === '/connections') return { connections: [] };
  if (path === '/habit-goals') return { habitGoals: [WALK] };
  if (path.startsWith('/checkins?')) return { checkins, next: null };
  if (path === '/checkins') {
    const today = dayIn('UTC', new Date(), 4);
    const said = { id: 'mine', userId: 'margaret', habitGoalId: 'walk', day: today, at: new Date().toISOString() };
    checkins = [{ ...said, status: body['status'] as Checkin['status'] }];
    return { checkin: checkins[0], streak: progress('margaret', 8, 8).streak, achievementsUnlocked: [] };
  }
  if (method === 'DELETE') checkins = [];
  if (path.endsWith('/celebrate')) {
    const sent = activity(activities.length + 1, 'celebration_sent', 'margaret', {
      targetUserId: 'ruth',
      checkinId: 'r2',
    });
    activities = [...activities, sent];
    return { activity: sent };
  }
  const since = new URLSearchParams(path.split('?')[1]).get('since');
  if (since !== null) return { activities: activities.filter(({ seq }) => seq > Number(since)), next: null };
  if (path.includes('/activities')) return { activities: activities.toReversed(), next: null };
  return { pact: PACT, members: MEMBERS };
}

class Wire implements PactWire {
  isLive = true;
  readonly said: PactRequest[] = [];
  private readonly listeners = new Set<(event: PactWireEvent) => void>();

  on(listener: (event: PactWireEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  send(request: PactRequest): void {
    this.said.push(request);
  }

  tell(message: PactMessage): void {
    act(() => this.listeners.forEach((listener) => listener({ kind: 'message', message })));
  }

  happened({ type, ...rest }: PactActivity): void {
    activities = [...activities, { type, ...rest }];
    this.tell({ type: 'PACT_ACTIVITY', activityType: type, ...rest });
  }
}

async function open(wire: Wire): Promise<void> {
  const { Around } = await openHouse();
  render(
    <Around>
      <PactWireProvider value={wire}>
        <PactPage me={MARGARET} pactId={PACT.id} />
      </PactWireProvider>
    </Around>,
  );
  await screen.findByRole('button', { name: 'Done' });
}

const ruthToday = (seq: number): PactActivity =>
  activity(
    seq,
    'checkin_completed',
    'ruth',
    { checkinId: `r${seq}`, day: dayIn('UTC', new Date(), 4) },
    new Date().toISOString(),
  );

beforeEach(() => {
  localStorage.clear();
  activities = [activity(1, 'pact_started', 'ruth', {}, '2026-11-16T08:00:00.000Z')];
  checkins = [];
  calls = [];
  isDown = false;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const path = url.replace('/api/v1', '');
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {};
    if (path === '/healthz') return new Response(null);
    calls.push({ method: String(init.method), path, body });
    if (isDown) throw new TypeError('the network is gone');
    return Response.json(answer(String(init.method), path, body));
  });
});

afterEach(() => {
  cleanup();
  shutHouse();
  vi.unstubAllGlobals();
});

it('[LP1] the room is joined and left, and says who is here', async () => {
  const wire = new Wire();
  await open(wire);
  expect(wire.said).toEqual([{ type: 'JOIN_PACT', pactId: PACT.id }]);
  wire.tell({ type: 'PARTNER_JOINED_PACT', pactId: PACT.id, userId: 'ruth', userName: 'Ruth Abernathy' });
  expect(screen.getByTestId('partner-presence').textContent).toBe('Ruth is online');
  wire.tell({
    type: 'PARTNER_LEFT_PACT',
    pactId: PACT.id,
    userId: 'ruth',
    userName: 'Ruth Abernathy',
    lastSeen: new Date().toISOString(),
  });
  expect(screen.getByTestId('partner-presence').textContent).toBe('Last seen just now');
  cleanup();
  expect(wire.said.at(-1)).toEqual({ type: 'LEAVE_PACT', pactId: PACT.id });
});

it('[LP2] a check-in of the partner is there at once, and once, and can be celebrated', async () => {
  const wire = new Wire();
  await open(wire);
  expect(screen.getByText('Your turn today')).toBeTruthy();
  wire.happened(ruthToday(2));
  expect(screen.getByText('Ruth has checked in. Your turn!')).toBeTruthy();
  expect(screen.getByText('done today')).toBeTruthy();
  await waitFor(() => expect(calls.some(({ path }) => path.includes('since=2'))).toBe(true));
  const log = screen.getByRole('region', { name: 'What happened' });
  expect(within(log).getAllByText('Ruth checked in')).toHaveLength(1);

  fireEvent.click(within(log).getByRole('button', { name: 'Celebrate' }));
  expect(within(log).getByRole('button', { name: 'Celebrated' })).toBeTruthy();
  expect(screen.getAllByTestId('rising-heart')).toHaveLength(3);
  await within(log).findByText('You celebrated Ruth');
  expect(calls.filter(({ path }) => path === '/checkins/r2/celebrate')).toHaveLength(1);
});

it('[CE1] being celebrated is told, and stays in the feed when the toast is closed', async () => {
  const wire = new Wire();
  await open(wire);
  wire.happened(
    activity(2, 'celebration_sent', 'ruth', { targetUserId: 'margaret', checkinId: 'm1', message: 'Well done!' }),
  );
  expect(screen.getByTestId('kind-toast').textContent).toContain('Ruth celebrates you!');
  fireEvent.click(within(screen.getByTestId('kind-toast')).getByRole('button', { name: 'Close' }));
  expect(screen.queryByTestId('kind-toast')).toBeNull();
  expect(screen.getByText('Ruth celebrated you')).toBeTruthy();
});

it('[CK2] a check-in that got no answer is sent again under the same id', async () => {
  await open(new Wire());
  isDown = true;
  fireEvent.click(screen.getByRole('button', { name: 'Part of it' }));
  await screen.findByText('Will be sent as soon as Kith can be reached.');
  const sentSoFar = calls.length;
  isDown = false;
  await waitFor(() => expect(calls.slice(sentSoFar).some(({ path }) => path === '/checkins')).toBe(true));
  await screen.findByText('It keeps your run going. There is still time for the rest.');
  const sent = calls
    .filter(({ method, path }) => method === 'POST' && path === '/checkins')
    .map(({ body }) => body['clientId']);
  expect(sent.length).toBeGreaterThan(1);
  expect(new Set(sent).size).toBe(1);
});

it('[CK5] a check-in is undone for ten seconds, and the note is not lost', async () => {
  await open(new Wire());
  fireEvent.change(screen.getByLabelText('A note for Ruth, if you like'), { target: { value: 'Lovely light.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Done' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await screen.findByRole('button', { name: 'Done' });
  expect(calls.some(({ method, path }) => method === 'DELETE' && path === '/checkins/mine')).toBe(true);
  expect((screen.getByLabelText(/A note/) as HTMLTextAreaElement).value).toBe('Lovely light.');
});

it('a milestone is a moment, until it is closed on this device', async () => {
  const wire = new Wire();
  await open(wire);
  wire.happened(activity(2, 'streak_milestone', 'margaret', { streakDays: 7 }, new Date().toISOString()));
  const moment = screen.getByRole('region', { name: 'Milestone' });
  expect(moment.textContent).toContain('7 days in a row');
  expect(moment.querySelector('.seal-shines')).toBeTruthy();
  fireEvent.click(within(moment).getByRole('button', { name: 'How nice' }));
  expect(screen.queryByRole('region', { name: 'Milestone' })).toBeNull();
  cleanup();
  await open(new Wire());
  expect(screen.queryByRole('region', { name: 'Milestone' })).toBeNull();
});

it('[CK10] what the other takes back is open again at once, and what the reader takes back elsewhere too', async () => {
  const wire = new Wire();
  activities = [...activities, ruthToday(2)];
  await open(wire);
  await screen.findByText('Ruth has checked in. Your turn!');
  const day = dayIn('UTC', new Date(), 4);
  wire.happened(activity(3, 'checkin_undone', 'ruth', { checkinId: 'r2', day }, new Date().toISOString()));
  await screen.findByText('Your turn today');
  expect(screen.queryByRole('button', { name: 'Celebrate' })).toBeNull();
  const asked = (): number => calls.filter(({ path }) => path.startsWith('/checkins?')).length;
  const before = asked();
  wire.happened(activity(4, 'checkin_undone', 'margaret', { checkinId: 'm1', day }, new Date().toISOString()));
  await waitFor(() => expect(asked()).toBeGreaterThan(before));
});
