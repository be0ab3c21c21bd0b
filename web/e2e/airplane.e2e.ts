// What somebody does on a plane: three check-ins and a like without a network, and later with the server gone. Each is
// shown at once, waits in plain words, and arrives once, in the order in which it was done, as another person hears it.
import type { Browser, Page } from 'playwright-core';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Kith, startKith } from './kith';
import { type Guest, guest, PASSWORD, PHONE, signIn, startBrowser } from './people';
import { shoot } from './shots';

const OFFLINE = 'Will be sent when you are back online.';
const AWAY = 'Will be sent as soon as Kith can be reached.';
const SOON = { timeout: 15_000, interval: 50 };
const SWIM = 'Swim a little';
const STRETCH = 'Stretch in the morning';
const WORDS = 'Wave when you fly over the harbour.';
const WALK = /Walk for 20 minutes/;

interface Told {
  type: string;
  pactId?: string;
  postId?: string;
  likeCount?: number;
  activity?: { type: string };
  [field: string]: unknown;
}

/** Somebody who hears all that is told in these rooms. */
async function listen(url: string, who: string, rooms: readonly Record<string, string>[]) {
  const login = { email: `${who}@kith.example`, password: PASSWORD };
  const headers = { 'Content-Type': 'application/json' };
  const signedIn = await fetch(`${url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify(login) });
  const { idToken } = (await signedIn.json()) as { idToken: string };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, ['kith.v1', `bearer.${idToken}`]);
  const heard: Told[] = [];
  socket.on('message', (frame) => heard.push(JSON.parse(String(frame)) as Told));
  await once(socket, 'open');
  for (const room of rooms) socket.send(JSON.stringify(room));
  await vi.waitFor(
    () => expect(heard.filter(({ type }) => type.startsWith('JOINED_'))).toHaveLength(rooms.length),
    SOON,
  );
  return { heard, leave: () => socket.close() };
}

let house: Kith;
let browser: Browser;
let alan: Guest;
let ruthCalls: Guest;
let ruth: Page & { complaints: string[] };
let pacts: { id: string; habitGoalId: string; habitName: string }[] = [];

async function makePact(name: string): Promise<void> {
  const { habitGoal } = await ruthCalls.call('POST', '/habit-goals', { name, frequencyType: 'daily' });
  const habitGoalId = (habitGoal as { id: string }).id;
  const { inviteCode } = await ruthCalls.call('POST', '/pacts', { habitGoalId, durationDays: 30 });
  await alan.call('POST', `/invites/${String(inviteCode)}/accept`, {});
}

const link = (page: Page, name: string | RegExp) => page.getByRole('region', { name }).getByRole('link').first();
const today = (page: Page) => page.getByRole('region', { name: 'Today' });
const waits = (page: Page) => page.getByTestId('checkin-waits');
const toPacts = (page: Page) => page.getByRole('link', { name: 'Pacts', exact: true }).first().click();
const toTeam = (page: Page) => page.getByRole('link', { name: 'Team', exact: true }).first().click();
const cardOf = (page: Page, words: string) =>
  page.getByRole('region', { name: 'Posts' }).getByRole('article').filter({ hasText: words });

async function openPact(name: string | RegExp): Promise<void> {
  await toPacts(ruth);
  await link(ruth, name).click();
  await today(ruth).waitFor();
}

/** Where the server goes away and comes back, the browser complains of the connection, and of nothing else. */
const complaintsOf = (page: { complaints: string[] }): string[] =>
  page.complaints.filter(
    (words) =>
      !/ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|NETWORK_CHANGED|EMPTY_RESPONSE|CONNECTION_RESET)|WebSocket connection/.test(
        words,
      ),
  );

const checkinsOf = async (goal: string): Promise<Record<string, unknown>[]> => {
  const { checkins } = (await ruthCalls.call('GET', '/checkins')) as { checkins: Record<string, unknown>[] };
  return checkins.filter(({ habitGoalId }) => habitGoalId === goal);
};
/** An entry of a pact's feed. */
interface Entry {
  type: string;
  userId: string;
  createdAt: string;
  data: { day?: string };
}

const startedAt = new Date().toISOString();
const isHersToday = ({ type, userId, createdAt }: Entry): boolean =>
  userId === ruthCalls.userId && type.startsWith('checkin_') && createdAt > startedAt;

const rooms = () => [
  ...pacts.map(({ id }) => ({ type: 'JOIN_PACT', pactId: id })),
  { type: 'JOIN_TEAM', teamId: alan.teamId },
];
/** The check-ins of others, in the order in which they were told. */
const toldCheckins = (heard: readonly Told[]) => heard.filter(({ type }) => type === 'PARTNER_CHECKED_IN');
const pactNamed = (name: string | RegExp) => {
  const found = pacts.find(({ habitName }) => (typeof name === 'string' ? habitName === name : name.test(habitName)));
  if (!found) throw new Error(`There is no pact ${String(name)}.`);
  return found;
};

beforeAll(async () => {
  house = await startKith();
  browser = await startBrowser();
  [alan, ruthCalls] = await Promise.all([guest(house.url, 'alan'), guest(house.url, 'ruth')]);
  await makePact(SWIM);
  await makePact(STRETCH);
  const listed = (await ruthCalls.call('GET', '/pacts')) as { pacts: (typeof pacts)[number][] };
  ({ pacts } = listed);
  await alan.call('POST', `/teams/${alan.teamId}/posts`, { body: WORDS });
  ruth = await signIn(browser, house.url, 'ruth');
});

afterAll(async () => {
  alan?.leave();
  ruthCalls?.leave();
  await browser?.close();
  await house?.stop();
});

describe('without a network', () => {
  it('[OF6] [OF10] three check-ins and a like are shown at once, wait, and arrive once and in order', async () => {
    const listener = await listen(house.url, 'alan', rooms());
    for (const name of [WALK, SWIM, STRETCH]) await openPact(name);
    // What the pages need is here before the network goes.
    await ruth.getByRole('button', { name: 'The whole month' }).click();
    await ruth.getByRole('grid').waitFor();
    await ruth.context().setOffline(true);

    await openPact(SWIM);
    await today(ruth)
      .getByLabel(/A note/)
      .fill('Cold, and lovely.');
    await today(ruth).getByRole('button', { name: 'Done' }).click();
    await today(ruth).getByRole('heading', { name: 'Done for today' }).waitFor();
    await waits(ruth).getByText(OFFLINE).waitFor();
    await today(ruth).getByText('“Cold, and lovely.”').waitFor();
    await ruth.getByRole('table').getByText('done, not sent yet').waitFor({ state: 'attached' });
    await shoot(ruth, 'checkin-offline.png');
    await ruth.getByRole('button', { name: 'The whole month' }).click();
    await ruth
      .getByRole('gridcell', { selected: true })
      .and(ruth.getByLabel(/You: done \(not sent yet\)/))
      .waitFor();

    await openPact(WALK);
    await today(ruth).getByRole('button', { name: 'Part of it' }).click();
    await waits(ruth).getByText(OFFLINE).waitFor();
    await openPact(STRETCH);
    await today(ruth).getByRole('button', { name: 'Not today' }).click();
    await waits(ruth).getByText(OFFLINE).waitFor();

    await toPacts(ruth);
    const kept = ruth.getByRole('region', { name: 'Not sent yet' });
    expect(await kept.getByTestId('kept-checkin').count()).toBe(3);
    await shoot(ruth, 'pacts-offline.png');

    await toTeam(ruth);
    const post = cardOf(ruth, WORDS);
    const before = await post.getByTestId('likes').textContent();
    await post.getByRole('button', { name: /^Like / }).click();
    await post.getByRole('button', { name: /^Liked / }).waitFor();
    await post.getByText('Your like will be sent when you are back online.').waitFor();
    expect(await post.getByTestId('likes').textContent()).not.toBe(before);
    await post.scrollIntoViewIfNeeded();
    await shoot(ruth, 'like-offline.png');

    expect(toldCheckins(listener.heard)).toEqual([]);
    await ruth.context().setOffline(false);
    await post.getByText('Your like will be sent').waitFor({ state: 'detached' });
    await vi.waitFor(() => expect(toldCheckins(listener.heard)).toHaveLength(3), SOON);
    await vi.waitFor(() => expect(listener.heard.some(({ type }) => type === 'LIKE_UPDATE')).toBe(true), SOON);

    await openPact(SWIM);
    await waits(ruth).waitFor({ state: 'attached' });
    await vi.waitFor(async () => expect(await waits(ruth).textContent()).toBe(''), SOON);
    await today(ruth).getByText('That is day 1 for you.', { exact: false }).waitFor();

    const [swim, walk, stretch] = [pactNamed(SWIM), pactNamed(WALK), pactNamed(STRETCH)];
    expect(toldCheckins(listener.heard).map(({ pactId }) => pactId)).toEqual([swim.id, walk.id, stretch.id]);
    const types = listener.heard
      .map(({ type }) => type)
      .filter((type) => /^(PARTNER_CHECKED_IN|LIKE_UPDATE)$/.test(type));
    expect(types).toEqual(['PARTNER_CHECKED_IN', 'PARTNER_CHECKED_IN', 'PARTNER_CHECKED_IN', 'LIKE_UPDATE']);
    const told = await Promise.all(
      [swim, walk, stretch].map(({ id }) => alan.call('GET', `/pacts/${id}/activities?limit=50`)),
    );
    const ofToday = told.map(({ activities }) =>
      (activities as Entry[]).filter((one) => isHersToday(one)).map(({ type }) => type),
    );
    expect(ofToday).toEqual([['checkin_completed'], ['checkin_partial'], ['checkin_skipped']]);
    expect(await checkinsOf(swim.habitGoalId)).toMatchObject([{ status: 'completed', notes: 'Cold, and lovely.' }]);
    expect((await checkinsOf(walk.habitGoalId))[0]).toMatchObject({ status: 'partial' });
    expect(await checkinsOf(stretch.habitGoalId)).toMatchObject([{ status: 'skipped' }]);
    expect(complaintsOf(ruth)).toEqual([]);
    listener.leave();
  });

  it('[OF7] what waits is changed and taken back before it is sent', async () => {
    const listener = await listen(house.url, 'alan', rooms());
    await openPact(STRETCH);
    await ruth.context().setOffline(true);
    await today(ruth).getByRole('button', { name: 'Change it' }).click();
    await today(ruth)
      .getByLabel(/A note/)
      .fill('Two minutes after all.');
    await today(ruth).getByRole('button', { name: 'Part of it' }).first().click();
    await waits(ruth).getByText(OFFLINE).waitFor();
    await today(ruth).getByRole('button', { name: 'Change it' }).click();
    await today(ruth).getByRole('button', { name: 'Done' }).click();
    await today(ruth).getByRole('heading', { name: 'Done for today' }).waitFor();
    await today(ruth).getByRole('button', { name: 'Take it back' }).click();
    // What the server has shows again.
    await today(ruth).getByRole('heading', { name: 'Not today, and that is all right' }).waitFor();
    await today(ruth).getByRole('button', { name: 'Change it' }).click();
    await today(ruth).getByRole('button', { name: 'Done' }).click();
    await waits(ruth).getByText(OFFLINE).waitFor();
    await ruth.context().setOffline(false);
    await vi.waitFor(() => expect(toldCheckins(listener.heard)).toHaveLength(1), SOON);
    await vi.waitFor(async () => expect(await waits(ruth).textContent()).toBe(''), SOON);
    expect(await checkinsOf(pactNamed(STRETCH).habitGoalId)).toMatchObject([{ status: 'completed' }]);
    expect(toldCheckins(listener.heard)).toHaveLength(1);
    listener.leave();
  });
});

describe('with the server gone', () => {
  it('[OF6] [OF9] what was done is kept through its kill, and a picture goes with its check-in', async () => {
    const phone = await signIn(browser, house.url, 'ruth', { viewport: PHONE });
    await phone.goto(`${house.url}/pacts/${pactNamed(WALK).id}`);
    await today(phone).getByRole('heading', { name: 'Part of it is done' }).waitFor();
    await house.kill();
    await today(phone).getByRole('button', { name: 'Change it' }).click();
    const png = await phone.screenshot({ clip: { x: 0, y: 0, width: 320, height: 200 } });
    await today(phone)
      .locator('input[type=file]')
      .setInputFiles({ name: 'sea.png', mimeType: 'image/png', buffer: png });
    await today(phone).getByRole('img', { name: 'Your choice' }).waitFor();
    await today(phone).getByRole('button', { name: 'Done' }).click();
    await waits(phone).getByText(AWAY).waitFor();
    await today(phone).getByText('The picture is kept on this device, and goes with it.').waitFor();
    await today(phone).scrollIntoViewIfNeeded();
    await shoot(phone, 'checkin-server-gone.png');
    await house.start();
    const listener = await listen(house.url, 'alan', rooms());
    await vi.waitFor(async () => expect(await waits(phone).textContent()).toBe(''), { ...SOON, timeout: 30_000 });
    await today(phone).getByTestId('kept-picture').waitFor({ state: 'detached' });
    const [sent] = await checkinsOf(pactNamed(WALK).habitGoalId);
    expect(sent).toMatchObject({ status: 'completed', proofs: [{}] });
    const { activities } = (await alan.call('GET', `/pacts/${pactNamed(WALK).id}/activities?limit=5`)) as {
      activities: Entry[];
    };
    const hers = activities.filter(({ userId }) => userId === ruthCalls.userId).map(({ type }) => type);
    // It is her fourteenth day.
    expect(hers.slice(0, 4)).toEqual(['proof_added', 'streak_milestone', 'checkin_completed', 'checkin_partial']);
    listener.leave();
    await phone.context().close();
  }, 60_000);

  it('[OF6] [OF9] a check-in that waits is there after a reload, with its picture, and is sent once', async () => {
    const phone = await signIn(browser, house.url, 'alan', { viewport: PHONE });
    await phone.goto(`${house.url}/pacts/${pactNamed(SWIM).id}`);
    await today(phone).waitFor();
    // The page can be loaded; only what is said does not get through.
    await phone.route('**/api/v1/checkins', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    const buffer = await phone.screenshot({ clip: { x: 0, y: 0, width: 320, height: 200 } });
    await today(phone).locator('input[type=file]').setInputFiles({ name: 'sea.png', mimeType: 'image/png', buffer });
    await today(phone).getByRole('img', { name: 'Your choice' }).waitFor();
    await today(phone).getByRole('button', { name: 'Done' }).click();
    await waits(phone).getByText(AWAY).waitFor();
    await phone.reload();
    await today(phone).getByRole('heading', { name: 'Done for today' }).waitFor();
    await waits(phone).getByText(AWAY).waitFor();
    expect(await alan.call('GET', '/checkins')).not.toMatchObject({
      checkins: [{ habitGoalId: pactNamed(SWIM).habitGoalId }],
    });
    await today(phone).getByRole('img', { name: 'Yours, not sent yet' }).waitFor();
    await phone.unroute('**/api/v1/checkins');
    await vi.waitFor(async () => expect(await waits(phone).textContent()).toBe(''), SOON);
    await today(phone).getByTestId('kept-picture').waitFor({ state: 'detached' });
    const { activities } = (await ruthCalls.call('GET', `/pacts/${pactNamed(SWIM).id}/activities?limit=20`)) as {
      activities: Entry[];
    };
    expect(
      activities.filter(({ userId, type }) => userId === alan.userId && type === 'checkin_completed'),
    ).toHaveLength(1);
    expect(activities.filter(({ userId, type }) => userId === alan.userId && type === 'proof_added')).toHaveLength(1);
    await phone.context().close();
  }, 60_000);
});
