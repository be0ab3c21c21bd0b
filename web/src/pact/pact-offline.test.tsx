// A pact's page without a network, in a small browser: REST answered by a table that can be away, a real outbox.
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Checkin, memoryShelf, type PactActivity, type Shelf, type User } from '@kith/client';
import { dayIn, daysFrom, dayText, plusDays } from './local-day';
import { type HouseOptions, openHouse, shutHouse } from './pact-house.test-bed';
import PactPage from './pact-page';
import { pictureShelf, type PictureShelf } from './picture-shelf';
import { activity, MARGARET, member, pact, progress, WALK } from './samples';
import { serverClock } from './server-clock';

const PACT = pact('active', [member('margaret'), member('ruth')], { startDate: '2026-01-01', endDate: '2099-01-01' });
const TODAY = dayIn('UTC', new Date(), 4);
const WAITS = 'Will be sent as soon as Kith can be reached.';
const theirs = activity(1, 'checkin_completed', 'ruth', { checkinId: 'r1', day: TODAY }, new Date().toISOString());

/** What the server has, what it does with what is said, and every word that reached it. */
let checkins: Checkin[];
let activities: PactActivity[];
let isAway: boolean;
let refusal: { code: string; message: string } | undefined;
/** What the server does with a picture. */
let takePicture: () => Promise<Response> | Response;
let said: { path: string; body: Record<string, unknown> }[];

function answer(method: string, path: string, body: Record<string, unknown>): unknown {
  if (path === '/connections') return { connections: [] };
  if (path === '/habit-goals') return { habitGoals: [WALK] };
  if (path.startsWith('/checkins?')) return { checkins, next: null };
  if (path === '/checkins') {
    const day = typeof body['day'] === 'string' ? body['day'] : dayIn('UTC', new Date(), 4);
    const status = body['status'] as Checkin['status'];
    const made = {
      id: `id-${day}`,
      userId: 'margaret',
      habitGoalId: 'walk',
      day,
      at: new Date().toISOString(),
      status,
    };
    checkins = [made, ...checkins.filter((one) => one.day !== day)];
    return { checkin: made, streak: progress('margaret', 8, 8).streak, achievementsUnlocked: [] };
  }
  if (method === 'DELETE') checkins = [];
  if (path.endsWith('/celebrate')) {
    const sent = activity(activities.length + 1, 'celebration_sent', 'margaret', {
      targetUserId: 'ruth',
      checkinId: 'r1',
    });
    activities = [...activities, sent];
    return { activity: sent };
  }
  if (path.includes('/activities')) return { activities: activities.toReversed(), next: null };
  return { pact: PACT, members: [progress('margaret', 7, 7), progress('ruth', 8, 8)] };
}

async function open(options: HouseOptions = {}, me: User = MARGARET) {
  const house = await openHouse(options);
  render(
    <house.Around>
      <PactPage me={me} pactId={PACT.id} />
    </house.Around>,
  );
  await screen.findByRole('region', { name: 'Today' });
  return house;
}

/** A shelf with a check-in that was made some time ago. */
async function shelfWith(day: string): Promise<Shelf> {
  const shelf = memoryShelf();
  await shelf.put({
    deed: { kind: 'checkin', checkin: { habitGoalId: 'walk', status: 'completed', notes: 'By the sea.' }, on: day },
    clientId: 'late',
    doneAt: Date.now() - daysFrom(day, TODAY) * 86_400_000,
    doneOn: day,
    place: 1,
  });
  return shelf;
}

/** A picture that waits for its check-in of today, or for a better moment. */
async function albumWith(clientId: string): Promise<PictureShelf> {
  const album = pictureShelf('test');
  const picture = new Blob(['a picture'], { type: 'image/jpeg' });
  await album.put({ key: 'sea', clientId, habitGoalId: 'walk', day: TODAY, picture, at: Date.now() });
  return album;
}

/** What time it is, here and for the server. */
function itIs(time: string): void {
  vi.useFakeTimers({ now: new Date(time), toFake: ['Date'] });
  act(() => {
    serverClock.heard(time);
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

const ofToday = (): Checkin => ({
  id: `id-${TODAY}`,
  userId: 'margaret',
  habitGoalId: 'walk',
  day: TODAY,
  status: 'completed',
  at: new Date().toISOString(),
});

const noteText = (): string => (today().getByLabelText(/A note/) as HTMLTextAreaElement).value;
const today = () => within(screen.getByRole('region', { name: 'Today' }));
const press = (name: string): boolean => fireEvent.click(today().getByRole('button', { name }));
const waits = (): string => screen.getByTestId('checkin-waits').textContent;

beforeEach(() => {
  localStorage.clear();
  checkins = [];
  activities = [theirs];
  isAway = false;
  refusal = undefined;
  said = [];
  takePicture = () => Response.json({});
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const path = url.replace('/api/v1', '');
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {};
    if (path === '/healthz') return new Response(null);
    const isSaid = init.method === 'POST' || init.method === 'DELETE';
    if (isAway && isSaid) throw new TypeError('the network is gone');
    if (isSaid) said.push({ path, body });
    if (path.endsWith('/proofs')) return takePicture();
    if (refusal && path === '/checkins') return Response.json({ ...refusal, temporary: false }, { status: 400 });
    return Response.json(answer(String(init.method), path, body));
  });
});

afterEach(() => {
  cleanup();
  shutHouse();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  serverClock.heard(new Date().toISOString());
});

it('[OF6] a check-in is shown at once, says that it waits, and is sent once when the server is back', async () => {
  const { outbox } = await open();
  isAway = true;
  fireEvent.change(today().getByLabelText(/A note/), { target: { value: 'Lovely light.' } });
  press('Done');
  expect(await today().findByRole('heading', { name: 'Done for today' })).toBeTruthy();
  await waitFor(() => expect(waits()).toBe(WAITS));
  expect(today().getByText('“Lovely light.”')).toBeTruthy();
  expect(screen.getByText('done, not sent yet')).toBeTruthy();
  isAway = false;
  outbox.wake();
  await waitFor(() => expect(waits()).toBe(''));
  expect(said.map(({ path, body }) => [path, body['status'], body['notes']])).toEqual([
    ['/checkins', 'completed', 'Lovely light.'],
  ]);
  await waitFor(() => expect(screen.queryByText('done, not sent yet')).toBeNull());
  expect(today().getByRole('button', { name: 'Undo' })).toBeTruthy();
});

it('[OF6] it is there after a reload, and the date that was meant goes with it when it is late', async () => {
  const shelf: Shelf = memoryShelf();
  isAway = true;
  await open({ shelf, now: () => Date.now() - 3_600_000 });
  press('Part of it');
  await waitFor(() => expect(waits()).toBe(WAITS));
  cleanup();
  shutHouse();
  const after = await open({ shelf });
  expect(today().getByRole('heading', { name: 'Part of it is done' })).toBeTruthy();
  await waitFor(() => expect(waits()).toBe(WAITS));
  isAway = false;
  after.outbox.wake();
  await waitFor(() => expect(said).toHaveLength(1));
  expect(said[0]?.body).toMatchObject({ status: 'partial', day: TODAY });
});

it('[OF7] what waits is taken back with its words, and nothing is sent', async () => {
  const { outbox } = await open();
  isAway = true;
  fireEvent.change(today().getByLabelText(/A note/), { target: { value: 'Lovely light.' } });
  press('Done');
  await waitFor(() => expect(waits()).toBe(WAITS));
  press('Take it back');
  await today().findByRole('button', { name: 'Done' });
  expect((today().getByLabelText(/A note/) as HTMLTextAreaElement).value).toBe('Lovely light.');
  isAway = false;
  outbox.wake();
  await outbox.settled();
  expect([said, outbox.get()]).toEqual([[], []]);
});

it('[OF7] who changes what waits sends only the last word', async () => {
  const { outbox } = await open();
  isAway = true;
  press('Part of it');
  await waitFor(() => expect(waits()).toBe(WAITS));
  press('Change it');
  fireEvent.change(today().getByLabelText(/A note/), { target: { value: 'All the way.' } });
  press('Done');
  await today().findByRole('heading', { name: 'Done for today' });
  isAway = false;
  outbox.wake();
  await waitFor(() => expect(outbox.get()).toEqual([]));
  expect(said.map(({ body }) => [body['status'], body['notes']])).toEqual([['completed', 'All the way.']]);
});

it('[OF7] what is being written stays when what was said before is sent meanwhile', async () => {
  const { outbox } = await open();
  isAway = true;
  press('Part of it');
  await waitFor(() => expect(waits()).toBe(WAITS));
  press('Change it');
  fireEvent.change(today().getByLabelText(/A note/), { target: { value: 'Half a sent' } });
  isAway = false;
  outbox.wake();
  await waitFor(() => expect(outbox.get()).toEqual([]));
  expect((today().getByLabelText(/A note/) as HTMLTextAreaElement).value).toBe('Half a sent');
});

it('[OF8] what was said before midnight is for that date: it says so while it waits and when it is sent', async () => {
  const yesterday = plusDays(TODAY, -1);
  isAway = true;
  const { outbox } = await open({ shelf: await shelfWith(yesterday) });
  const line = within(await screen.findByTestId('kept-checkin'));
  expect(line.getByText('Yesterday: done.')).toBeTruthy();
  await line.findByText(WAITS);
  // Today is open.
  expect(today().getByRole('button', { name: 'Done' })).toBeTruthy();
  expect(today().queryByText('Nothing is said of yesterday.')).toBeNull();
  isAway = false;
  outbox.wake();
  await today().findByText('Now it is sent.');
  expect(today().getByText(/It counts for yesterday \(done\): you said so yesterday/)).toBeTruthy();
  expect(said.map(({ body }) => body['day'])).toEqual([yesterday]);
});

it('[OF8] what comes too late for its date is told with the words, and not lost before it is removed', async () => {
  const longAgo = plusDays(TODAY, -3);
  refusal = { code: 'BAD_MESSAGE', message: 'Only today and the day before can be logged.' };
  await open({ shelf: await shelfWith(longAgo) });
  const line = within(await screen.findByTestId('refused-checkin'));
  expect(line.getByRole('alert').textContent).toBe(
    `Your check-in was not taken. ${dayText(longAgo)}: done.It came too late: only today and yesterday can be filled in.`,
  );
  expect(line.getByText('You wrote: “By the sea.”')).toBeTruthy();
  expect(line.queryByRole('button', { name: 'Try again' })).toBeNull();
  fireEvent.click(line.getByRole('button', { name: 'Remove it' }));
  await waitFor(() => expect(screen.queryByTestId('refused-checkin')).toBeNull());
});

it('[OF8] a refusal is told with the date and the words, and can be tried again or removed', async () => {
  refusal = { code: 'CONFLICT', message: 'This pact is over.' };
  const { outbox } = await open({ shelf: await shelfWith(plusDays(TODAY, -1)) });
  const line = within(await screen.findByTestId('refused-checkin'));
  expect(line.getByRole('alert').textContent).toBe('Your check-in was not taken. Yesterday: done.This pact is over.');
  expect(line.getByText('You wrote: “By the sea.”')).toBeTruthy();
  fireEvent.click(line.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(said).toHaveLength(2));
  expect(said[0]?.body['clientId']).toBe(said[1]?.body['clientId']);
  const again = within(await screen.findByTestId('refused-checkin'));
  fireEvent.click(again.getByRole('button', { name: 'Remove it' }));
  await waitFor(() => expect(screen.queryByTestId('refused-checkin')).toBeNull());
  expect(outbox.get()).toEqual([]);
});

it('[OF6] what the device has no room for is not shown as done, and its words stay', async () => {
  const full = { ...memoryShelf(), put: () => Promise.reject(new Error('This device is full.')) };
  await open({ shelf: full });
  fireEvent.change(today().getByLabelText(/A note/), { target: { value: 'Lovely light.' } });
  press('Done');
  await today().findByText('This device is full.');
  expect(today().getByRole('button', { name: 'Done' })).toBeTruthy();
  expect((today().getByLabelText(/A note/) as HTMLTextAreaElement).value).toBe('Lovely light.');
});

it('[OF11] a celebration counts at once, says that it waits, and is sent once', async () => {
  const { outbox } = await open();
  isAway = true;
  const log = within(screen.getByRole('region', { name: 'What happened' }));
  fireEvent.click(log.getByRole('button', { name: 'Celebrate' }));
  expect(await log.findByRole('button', { name: 'Celebrated' })).toBeTruthy();
  await log.findByText(WAITS);
  isAway = false;
  act(() => outbox.wake());
  await log.findByText('You celebrated Ruth');
  expect(log.queryByText(WAITS)).toBeNull();
  expect(log.getByRole('button', { name: 'Celebrated' })).toBeTruthy();
  expect(said.map(({ path }) => path)).toEqual(['/checkins/r1/celebrate']);
});

it('[OF8] what was sent on time is not called late on the next morning, and its note is not in the new form', async () => {
  itIs('2026-11-22T12:00:00.000Z');
  const { outbox } = await open();
  fireEvent.change(today().getByLabelText(/A note/), { target: { value: 'Lovely light.' } });
  press('Done');
  await today().findByRole('heading', { name: 'Done for today' });
  await waitFor(() => expect([said.length, outbox.get()]).toEqual([1, []]));
  itIs('2026-11-23T08:00:00.000Z');
  await screen.findByRole('region', { name: 'Today' });
  await today().findByRole('button', { name: 'Done' });
  expect(today().queryByText('Now it is sent.')).toBeNull();
  expect(noteText()).toBe('');
});

it('[OF6] what was done just before the day ends in the zone of the person keeps its date, a moment later', async () => {
  itIs('2026-11-22T14:59:50.000Z');
  const { outbox } = await open({}, { ...MARGARET, timezone: 'Asia/Tokyo', dayStartsAt: 0 });
  isAway = true;
  press('Done');
  await waitFor(() => expect(waits()).toBe(WAITS));
  itIs('2026-11-22T15:00:05.000Z');
  isAway = false;
  outbox.wake();
  await waitFor(() => expect(said).toHaveLength(1));
  expect(said[0]?.body['day']).toBe('2026-11-22');
});

it('[OF9] a picture says that it is on its way while it is, also while it is tried again', async () => {
  checkins = [ofToday()];
  let letGo: ((answer: Response) => void) | undefined;
  let tries = 0;
  takePicture = () => {
    tries += 1;
    return new Promise((resolve) => (letGo = resolve));
  };
  const { pictures } = await open({ pictureShelf: await albumWith('said') });
  void pictures.send();
  const line = await screen.findByTestId('kept-picture');
  await waitFor(() => expect(tries).toBe(1));
  expect(within(line).getByRole('status').textContent).toMatch(/^The picture is on its way\./);
  expect(within(line).queryByRole('button')).toBeNull();
  letGo?.(Response.json({ code: 'TOO_FAST', message: 'One moment.', temporary: true }, { status: 429 }));
  await waitFor(() => expect(tries).toBe(2));
  expect(within(line).getByRole('status').textContent).toMatch(/^The picture is on its way\./);
  letGo?.(Response.json({ code: 'TOO_LARGE', message: 'It is too large.', temporary: false }, { status: 413 }));
  await within(line).findByText('It is too large.');
  expect(within(line).getByRole('status').textContent).toMatch(
    /^Your check-in counts\. The picture did not go through\./,
  );
  takePicture = () => Response.json({});
  fireEvent.click(within(line).getByRole('button', { name: 'Send it again' }));
  await waitFor(() => expect(screen.queryByTestId('kept-picture')).toBeNull());
});

it('[OF9] the rest that the server wants after a picture is kept', async () => {
  checkins = [ofToday()];
  const tries: number[] = [];
  const body = { code: 'TOO_FAST', message: 'One moment.', temporary: true };
  takePicture = () => {
    tries.push(Date.now());
    return tries.length > 1 ? Response.json({}) : Response.json(body, { status: 429, headers: { 'Retry-After': '1' } });
  };
  const { pictures } = await open({ pictureShelf: await albumWith('said') });
  await pictures.send();
  await waitFor(() => expect(screen.queryByTestId('kept-picture')).toBeNull(), { timeout: 3_000 });
  expect(Number(tries[1]) - Number(tries[0])).toBeGreaterThanOrEqual(999);
});

it('[OF9] who takes a later word back keeps the picture of what was sent before', async () => {
  checkins = [ofToday()];
  isAway = true;
  const { pictures, outbox } = await open({ pictureShelf: await albumWith('sent before') });
  await pictures.send();
  press('Change it');
  press('Part of it');
  await waitFor(() => expect(waits()).toBe(WAITS));
  press('Take it back');
  await today().findByRole('heading', { name: 'Done for today' });
  await waitFor(() => expect(outbox.get()).toEqual([]));
  await pictures.send();
  expect(pictures.get().map(({ key }) => key)).toEqual(['sea']);
});

it('[OF9] a picture goes with the word that takes the place of its own, and back with it', async () => {
  isAway = true;
  const { pictures } = await open({ shelf: await shelfWith(TODAY), pictureShelf: await albumWith('late') });
  await pictures.send();
  await waitFor(() => expect(waits()).toBe(WAITS));
  press('Change it');
  press('Part of it');
  await today().findByRole('heading', { name: 'Part of it is done' });
  await waitFor(() => expect(pictures.get()[0]?.clientId).not.toBe('late'));
  expect(screen.getByText(/^The picture goes with it\./)).toBeTruthy();
  press('Take it back');
  await waitFor(() => expect(pictures.get()).toEqual([]));
});
