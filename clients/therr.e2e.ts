// The shape of the shipping app against the server: what its store shows is the measure.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, quiet } from './scene/ear';
import { openHouse } from './scene/house';
import { befriend, makeTeam, type Person, post, signToken } from './scene/people';
import type { Stock } from './scene/stock';
import { Therr } from './scene/therr';

const house = openHouse();
const apps: Therr[] = [];
let sarah: Person;
let ruth: Person;
let team: string;

function app(person: Person, url = house.url): Therr {
  const one = new Therr(url, person);
  apps.push(one);
  return one;
}

beforeAll(async () => {
  [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
  team = await makeTeam(sarah, ruth);
});

/** Two friends, and the stock client of the one who watches the other. */
async function friends(): Promise<{ me: Person; other: Person; shared: string; friend: Stock }> {
  const [me, other] = await Promise.all([house.person('Ruth'), house.person('Sarah')]);
  const shared = await makeTeam(other, me);
  await befriend(me, other);
  const friend = await house.client(other);
  expect(await friend.ask('CLIENT:LOGIN')).toMatchObject({ ok: true });
  return { me, other, shared, friend };
}

afterEach(() => {
  const broken = apps.flatMap((one) => one.broken);
  for (const one of apps.splice(0)) one.leave();
  expect(broken, 'every packet is an action that a store takes').toEqual([]);
});

describe('starting', () => {
  it('[SE4] cold, with six keys in the query: the session is kept and the friends are shown', async () => {
    const { me, other } = await friends();
    const one = app(me);
    one.startCold();
    await one.until('the session', ({ session }) => session?.id === me.id && session.socketId !== undefined);
    await one.until('the friend', ({ active }) =>
      active.some(({ id, status }) => id === other.id && status === 'active'),
    );
    expect(one.told('SERVER:SESSION_UPDATED')).toHaveLength(1);
  });

  it('[SE4] by signing in, with nothing but the token', async () => {
    const one = app(ruth);
    one.signIn();
    await one.until('the sign-in', ({ userName, session }) => userName === ruth.userName && session?.id === ruth.id);
    expect(one.told('SERVER:SESSION_CREATED')).toHaveLength(1);
    expect(one.told('SERVER:ERROR')).toEqual([]);
  });

  it.each(['nonsense', 'expired', ''])(
    '[SO5] with a bad token (%s): it leaves for good by its own rules',
    async (kind) => {
      const one = app(ruth);
      one.signIn(kind === 'expired' ? signToken(ruth, { exp: 1_700_000_000 }) : kind);
      await eventually(() => one.told('UNAUTHORIZED').length > 0, 'UNAUTHORIZED');
      await quiet();
      expect(one.socket.connected).toBe(false);
      expect(one.socket.active).toBe(false);
      expect(one.connects).toBe(1);
      expect(one.told('SERVER:USER_LOGIN_SUCCESS')).toEqual([]);
    },
  );

  it('[SE4] a burst of LOGIN after an outage is as good as one', async () => {
    const { me, other, shared, friend } = await friends();
    const wire = await house.wire();
    const one = app(me, wire.url);
    one.signIn();
    await one.until('the sign-in', ({ userName }) => userName === me.userName);
    wire.admit(false);
    wire.reset();
    const tries = (): number => one.told('CLIENT:LOGIN').length;
    await eventually(() => tries() >= 8, 'many LOGINs are kept for later', 10_000);
    one.dispatched.length = 0;
    friend.ear.forget();
    wire.admit(true);
    await eventually(() => one.told('SERVER:USER_LOGIN_SUCCESS').length > 0, 'signed in again', 10_000);
    await quiet(1_000);
    expect(one.connects).toBe(2);
    expect(one.socket.connected).toBe(true);
    expect(one.told('UNAUTHORIZED')).toEqual([]);
    expect(friend.ear.all('ACTIVE_CONNECTION_LOGGED_IN', { id: me.id }).length).toBeLessThanOrEqual(1);
    const written = await post(other, shared, 'Back again');
    await eventually(
      () => one.told('SERVER:NEW_POST').some(({ data }) => of(data, 'postId') === written.id),
      'the post',
    );
    expect(one.told('SERVER:NEW_POST')).toHaveLength(1);
  });

  it('[SE2] LOGOUT says so to friends and ends the session', async () => {
    const { me, friend } = await friends();
    const one = app(me);
    one.signIn();
    await one.until('the sign-in', ({ userName }) => userName === me.userName);
    await friend.ear.told('ACTIVE_CONNECTION_LOGGED_IN', { id: me.id });
    one.dispatch({ type: 'CLIENT:LOGOUT', data: { id: me.id, idToken: me.token, userName: me.userName } });
    await friend.ear.told('ACTIVE_CONNECTION_LOGGED_OUT', { id: me.id });
    await eventually(() => !one.socket.connected, 'it leaves when its session is closed');
  });
});

describe('talking', () => {
  it('[FO3] in a forum: each line once, from `you` to oneself', async () => {
    const [walter, alan] = await Promise.all([house.person('Walter'), house.person('Alan')]);
    const roomId = await makeTeam(walter, alan);
    const [one, other] = [app(walter), app(alan)];
    for (const [each, person] of [
      [one, walter],
      [other, alan],
    ] as const) {
      each.startCold();
      const data = { roomId, roomName: 'The team', userId: person.id, userName: person.userName, userImgSrc: '' };
      each.dispatch({ type: 'CLIENT:JOIN_ROOM', data });
      await each.until('in the room', ({ currentRoom }) => currentRoom === roomId);
    }
    const data = {
      roomId,
      roomName: 'The team',
      message: 'Good morning',
      userId: walter.id,
      userName: 'x',
      userImgSrc: '',
    };
    one.dispatch({ type: 'CLIENT:SEND_MESSAGE', data });
    const lines = (therr: Therr): string[] =>
      (therr.state.forumMessages[roomId] ?? [])
        .filter(({ text }) => text === 'Good morning')
        .map(({ fromUserName }) => fromUserName);
    await other.until('the line', () => lines(other).length > 0);
    await one.until('the line', () => lines(one).length > 0);
    await quiet();
    expect([lines(one), lines(other)]).toEqual([['you'], [walter.userName]]);
  });

  it('[DM1] directly: under the other one on both sides', async () => {
    const [one, other] = [app(ruth), app(sarah)];
    for (const each of [one, other]) {
      each.startCold();
      await each.until('the session', ({ session }) => session !== undefined);
    }
    const to = { id: sarah.id, socketId: other.state.session?.socketId };
    const data = { message: 'Walk later?', userId: ruth.id, userName: ruth.userName, userImgSrc: '', to };
    one.dispatch({ type: 'CLIENT:SEND_DIRECT_MESSAGE', data });
    await other.until('the message', ({ directMessages }) => directMessages[ruth.id]?.[0]?.text === 'Walk later?');
    await one.until('the message', ({ directMessages }) => directMessages[sarah.id]?.[0]?.fromUserName === 'you');
  });

  it('[FO6] the list of rooms is a list', async () => {
    const one = app(ruth);
    one.startCold();
    one.dispatch({ type: 'CLIENT:REQUEST_ROOMS_LIST' });
    await one.until('the rooms', ({ forums }) => forums.length > 0);
  });
});

describe('after a drop it sends nothing', () => {
  it('[RC4] and hears the team again, with what was written meanwhile', async () => {
    const wire = await house.wire();
    const one = app(ruth, wire.url);
    one.startCold();
    await eventually(() => one.told('SERVER:JOINED_TEAM').length > 0, 'in the team');
    wire.admit(false);
    wire.reset();
    const meanwhile = await post(sarah, team, 'Meanwhile');
    wire.admit(true);
    const after = await post(sarah, team, 'After');
    const heard = (): unknown[] => one.told('SERVER:NEW_POST').map(({ data }) => of(data, 'postId'));
    await eventually(() => heard().includes(after.id), 'the post');
    expect(heard()).toEqual([meanwhile.id, after.id]);
    expect(one.told('CLIENT:UPDATE_SESSION')).toHaveLength(1);
  });

  it('[RC4] and hears its forum again, with what was said meanwhile, once and in order', async () => {
    const [walter, alan] = await Promise.all([house.person('Walter'), house.person('Alan')]);
    const roomId = await makeTeam(walter, alan);
    const wire = await house.wire();
    const one = app(walter, wire.url);
    one.startCold();
    one.dispatch({ type: 'CLIENT:JOIN_ROOM', data: { roomId, roomName: 'The team' } });
    await one.until('in the room', ({ currentRoom }) => currentRoom === roomId);
    const speaker = await house.client(alan);
    wire.admit(false);
    wire.reset();
    for (const message of ['One', 'Two'])
      expect(await speaker.ask('CLIENT:SEND_MESSAGE', { roomId, message })).toMatchObject({ ok: true });
    wire.admit(true);
    await eventually(() => one.connects === 2, 'connected again');
    await speaker.ask('CLIENT:SEND_MESSAGE', { roomId, message: 'Three' });
    const lines = (): string[] =>
      (one.state.forumMessages[roomId] ?? []).map(({ text }) => text).filter((text) => /^(One|Two|Three)$/.test(text));
    await one.until('the last line', () => lines().includes('Three'));
    expect(lines(), 'newest first').toEqual(['Three', 'Two', 'One']);
  });

  it('[RC4] and is told a direct message and a notification of meanwhile, once', async () => {
    const [walter, alan, alma] = await Promise.all(['Walter', 'Alan', 'Alma'].map((name) => house.person(name)));
    if (!walter || !alan || !alma) throw new Error('There are three people.');
    await befriend(walter, alan);
    const wire = await house.wire();
    const one = app(walter, wire.url);
    one.startCold();
    await one.until('the session', ({ session }) => session !== undefined);
    const speaker = await house.client(alan);
    const before = one.state.notifications.length;
    wire.admit(false);
    wire.reset();
    await speaker.ask('CLIENT:SEND_DIRECT_MESSAGE', { to: { id: walter.id }, message: 'Are you there?' });
    await alma.call('POST', '/connections', { userId: walter.id });
    wire.admit(true);
    await one.until('the message', ({ directMessages }) => (directMessages[alan.id] ?? []).length > 0);
    await one.until('the notification', ({ notifications }) => notifications.length > before);
    await quiet();
    expect(one.state.directMessages[alan.id]?.map(({ text }) => text)).toEqual(['Are you there?']);
    const ids = one.state.notifications.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('[SE2] and friends are not told of a drop that ends within the grace', async () => {
    const { me, friend } = await friends();
    const wire = await house.wire();
    const one = app(me, wire.url);
    one.startCold();
    await friend.ear.told('ACTIVE_CONNECTION_LOGGED_IN', { id: me.id });
    wire.reset();
    await eventually(() => one.connects === 2, 'connected again');
    await quiet(6_000);
    expect(friend.ear.all('ACTIVE_CONNECTION_DISCONNECTED', { id: me.id })).toEqual([]);
    expect(friend.ear.all('ACTIVE_CONNECTION_LOGGED_IN', { id: me.id })).toHaveLength(1);
  });
});

function of(data: unknown, field: string): unknown {
  return (data as Record<string, unknown>)[field];
}
