// A stock client that loses its connection and gets it back: `socket.recovered` is the truth, and every post that was
// written meanwhile is told exactly once and in order.
import { describe, expect, it } from 'vitest';
import { eventually, quiet } from './scene/ear';
import { openHouse } from './scene/house';
import { makeTeam, type Person, type Post, post, posts } from './scene/people';
import { type Stock, TRANSPORTS, transportOf, upgraded } from './scene/stock';
import type { Wire } from './scene/wire';

/** More entries of a feed than this are not replayed. */
const REPLAYED_MAX = 200;
const TIMES_IN_A_ROW = 50;

/** A client that is stuck in an upgrade notices within three seconds. */
const house = openHouse(['--ping-interval-ms', '1000', '--ping-timeout-ms', '2000']);

/** A coach and a member, of one team and no other: nobody may write for all tests at their pace. */
async function two(): Promise<{ sarah: Person; ruth: Person; team: string }> {
  const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
  return { sarah, ruth, team: await makeTeam(sarah, ruth) };
}

/** Resets the wire until the client has lost its connection: between two polls it has none that could be reset. */
async function lose(client: Stock, wire: Wire): Promise<void> {
  await upgraded(client);
  const before = client.disconnects.length;
  const isLost = (): boolean => {
    if (client.disconnects.length > before) return true;
    wire.reset();
    return false;
  };
  await eventually(isLost, 'the client loses its connection');
}

/** Takes the connection from the client and lets none in: only who has upgraded before can lose what it has. */
async function shutOut(client: Stock, wire: Wire): Promise<void> {
  await upgraded(client);
  wire.admit(false);
  await lose(client, wire);
}

/** Waits for the last of some posts and says that each was told once and in order, and nothing else. */
async function heardExactly(client: Stock, team: string, written: readonly Post[]): Promise<void> {
  const last = written.at(-1);
  if (last) await client.ear.told('NEW_POST', { postId: last.id }, 10_000);
  await quiet();
  const told = client.ear.all('NEW_POST', { teamId: team }).map(({ data }) => data);
  expect(told).toMatchObject(written.map(({ id, seq }) => ({ postId: id, seq })));
}

describe.each(TRANSPORTS)('$name', ({ options: transport }) => {
  it('[RC4] after the engine was closed: recovered, under the same id, with all posts in between', async () => {
    const { sarah, ruth, team } = await two();
    const wire = await house.wire();
    const client = await house.client(ruth, transport, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    const before = await posts(sarah, team, 2, 'Before');
    await client.ear.told('NEW_POST', { postId: before[1]?.id });
    const id = client.socket.id;
    wire.admit(false);
    client.socket.io.engine.close();
    const meanwhile = await posts(sarah, team, 5, 'Meanwhile');
    wire.admit(true);
    await client.connected(2);
    expect(client.socket.recovered).toBe(true);
    expect(client.socket.id).toBe(id);
    const after = await posts(sarah, team, 2, 'After');
    await heardExactly(client, team, [...before, ...meanwhile, ...after]);
    expect(client.ear.all('JOINED_TEAM', { teamId: team }), 'who recovers never left').toHaveLength(1);
  });

  it('[RC4] after a TCP reset: recovered, with all posts in between', async () => {
    const { sarah, ruth, team } = await two();
    const wire = await house.wire();
    const client = await house.client(ruth, transport, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    await shutOut(client, wire);
    const meanwhile = await posts(sarah, team, 5, 'Meanwhile');
    wire.admit(true);
    await client.connected(2);
    expect(client.recovered).toEqual([false, true]);
    await heardExactly(client, team, meanwhile);
  });

  it('[RC4] back at once after a TCP reset, before the server has noticed', async () => {
    const { sarah, ruth, team } = await two();
    const wire = await house.wire();
    const client = await house.client(ruth, { ...transport, reconnectionDelay: 1, reconnectionDelayMax: 5 }, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    await lose(client, wire);
    const written = await posts(sarah, team, 3, 'At that moment');
    await client.connected(2);
    expect(client.recovered).toEqual([false, true]);
    await heardExactly(client, team, written);
    expect(await sarah.call('GET', `/teams/${team}/presence`)).toMatchObject({ count: 1 });
  });

  it('[RC4] when no event was ever received', async () => {
    const alone = await house.person('Alone');
    const client = await house.client(alone, transport);
    await quiet();
    expect(client.ear.messages).toEqual([]);
    const id = client.socket.id;
    client.socket.io.engine.close();
    await client.connected(2);
    expect(client.recovered).toEqual([false, true]);
    expect(client.socket.id).toBe(id);
  });

  it('[RC8] when no event was ever received, and the first team was made meanwhile', async () => {
    const alone = await house.person('Alone');
    const wire = await house.wire();
    const client = await house.client(alone, transport, wire.url);
    await shutOut(client, wire);
    const team = await makeTeam(alone);
    wire.admit(true);
    await client.connected(2);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    const written = await posts(alone, team, 2);
    await heardExactly(client, team, written);
  });

  it(`[RC4] ${TIMES_IN_A_ROW} times in a row, with a post in between each time`, { timeout: 60_000 }, async () => {
    const { sarah, ruth, team } = await two();
    const wire = await house.wire();
    const client = await house.client(ruth, { ...transport, reconnectionDelay: 1, reconnectionDelayMax: 5 }, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    const written: Post[] = [];
    for (let nth = 1; nth <= TIMES_IN_A_ROW; nth += 1) {
      await lose(client, wire);
      written.push(await post(sarah, team, `While cut for the ${nth}th time`));
      await client.connected(nth + 1);
      if (nth % 2 === 0) await client.ear.told('NEW_POST', { postId: written.at(-1)?.id });
    }
    expect(client.recovered.filter(Boolean)).toHaveLength(TIMES_IN_A_ROW);
    await heardExactly(client, team, written);
  });

  it('[RC4] cut again and again in the middle of a stream of posts', { timeout: 60_000 }, async () => {
    const { sarah, ruth, team } = await two();
    const wire = await house.wire();
    const client = await house.client(ruth, { ...transport, reconnectionDelay: 1, reconnectionDelayMax: 20 }, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    const cutting = setInterval(() => (Math.random() < 0.5 ? wire.reset() : wire.cut()), 60);
    const written: Post[] = [];
    try {
      // A client stuck in an upgrade misses three seconds of the stream: less than is replayed, at this pace.
      for (let nth = 0; nth < 100 || client.recovered.length <= 3; nth += 1) {
        written.push(await post(sarah, team, `In the stream ${nth}`));
        await quiet(20);
      }
    } finally {
      clearInterval(cutting);
    }
    await heardExactly(client, team, written);
    expect(client.recovered.slice(1).every(Boolean)).toBe(true);
  });

  it('[RC4] pins in between are told in their place', async () => {
    const { sarah, ruth, team } = await two();
    const wire = await house.wire();
    const client = await house.client(ruth, transport, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    await shutOut(client, wire);
    const [first] = await posts(sarah, team, 1, 'Pinned');
    await sarah.call('POST', `/posts/${first?.id}/pin`);
    const last = await post(sarah, team, 'Last');
    wire.admit(true);
    await client.ear.told('NEW_POST', { postId: last.id });
    const feed = client.ear.messages.filter(({ type }) => type === 'NEW_POST' || type === 'LIVE_NOTIFICATION');
    expect(feed.map(({ type, data }) => [type, (data as { seq: number }).seq])).toEqual([
      ['NEW_POST', 1],
      ['LIVE_NOTIFICATION', 2],
      ['NEW_POST', 3],
    ]);
  });

  it('[RC4] who recovers is in the room: says, hears and is counted', async () => {
    const { sarah, ruth, team } = await two();
    const [client, other] = await Promise.all([house.client(ruth, transport), house.client(sarah, transport)]);
    await other.ear.told('PRESENCE_UPDATE', { teamId: team, count: 2 });
    client.socket.io.engine.close();
    await client.connected(2);
    expect(client.socket.recovered).toBe(true);
    expect(await client.ask('CLIENT:SEND_CHEER', { icon: 'star', teamId: team })).toEqual({ ok: true });
    for (const { ear } of [client, other]) await ear.told('LIVE_CHEER', { teamId: team, icon: 'star' });
    expect(await sarah.call('GET', `/teams/${team}/presence`)).toMatchObject({ count: 2 });
  });

  it('[RC4] what was said while the connection was down is carried out once', async () => {
    const { sarah, ruth, team } = await two();
    const wire = await house.wire();
    const client = await house.client(ruth, transport, wire.url);
    const watch = await house.client(sarah, transport);
    await Promise.all([client, watch].map(({ ear }) => ear.told('JOINED_TEAM', { teamId: team })));
    await shutOut(client, wire);
    client.say('CLIENT:SEND_CHEER', { icon: 'high_five', teamId: team });
    wire.admit(true);
    await client.connected(2);
    await watch.ear.told('LIVE_CHEER', { teamId: team, icon: 'high_five' });
    await quiet();
    expect(watch.ear.all('LIVE_CHEER', { teamId: team })).toHaveLength(1);
  });

  it('[RC6] more missed than is replayed: not recovered, told in no part, and told to fetch', async () => {
    const { sarah, ruth, team } = await two();
    const wire = await house.wire();
    const client = await house.client(ruth, transport, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    const id = client.socket.id;
    await shutOut(client, wire);
    await Promise.all(Array.from({ length: REPLAYED_MAX + 1 }, (_, nth) => post(sarah, team, `Much ${nth}`)));
    wire.admit(true);
    await client.connected(2);
    expect(client.recovered).toEqual([false, false]);
    expect(client.socket.id).not.toBe(id);
    await client.ear.told('JOINED_TEAM', { teamId: team, seq: REPLAYED_MAX + 1, resync: true });
    await quiet();
    expect(client.ear.all('NEW_POST')).toEqual([]);
    const next = await post(sarah, team, 'From here on');
    await client.ear.told('NEW_POST', { postId: next.id });
    client.socket.io.engine.close();
    await client.connected(3);
    expect(client.socket.recovered, 'the new session recovers').toBe(true);
  });

  it('[RC4] as much missed as is replayed: recovered', async () => {
    const { sarah, ruth, team } = await two();
    const wire = await house.wire();
    const client = await house.client(ruth, transport, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    await shutOut(client, wire);
    await Promise.all(Array.from({ length: REPLAYED_MAX }, (_, nth) => post(sarah, team, `Many ${nth}`)));
    wire.admit(true);
    await client.connected(2);
    expect(client.recovered).toEqual([false, true]);
    const told = await client.ear.toldTimes(REPLAYED_MAX, 'NEW_POST', { teamId: team });
    expect(told.map((entry) => entry['seq'])).toEqual(Array.from({ length: REPLAYED_MAX }, (_, nth) => nth + 1));
  });

  it('[RC7] somebody else on the same client: not recovered, and nothing of the one before', async () => {
    const { sarah, ruth, team } = await two();
    const walter = await house.person('Walter');
    const wire = await house.wire();
    let token = ruth.token;
    const client = await house.client(ruth, { ...transport, auth: (give) => give({ token }) }, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    await shutOut(client, wire);
    await post(sarah, team, 'For the team');
    token = walter.token;
    client.ear.forget();
    wire.admit(true);
    await client.connected(2);
    await quiet();
    expect(client.recovered).toEqual([false, false]);
    expect(client.ear.messages).toEqual([]);
  });

  it('[SO5, RC7] the token ended meanwhile: not recovered, and nothing is replayed', async () => {
    const [sarah, walter] = await Promise.all([house.person('Sarah'), house.person('Walter')]);
    const team = await makeTeam(sarah, walter);
    const wire = await house.wire();
    const client = await house.client(walter, transport, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    await shutOut(client, wire);
    await post(sarah, team, 'Not for who signed out');
    await walter.call('POST', '/auth/logout');
    client.ear.forget();
    wire.admit(true);
    await client.connected(2);
    client.say('CLIENT:LOGIN');
    await client.ear.told('UNAUTHORIZED');
    expect(client.recovered).toEqual([false, false]);
    expect(client.ear.messages.map(({ type }) => type)).toEqual(['UNAUTHORIZED']);
  });
});

describe('changing transports', () => {
  it('[RC4] a session that began with polling is recovered over WebSocket', async () => {
    const { sarah, ruth, team } = await two();
    const client = await house.client(ruth, { transports: ['polling'], upgrade: false });
    await client.ear.told('JOINED_TEAM', { teamId: team });
    client.socket.io.opts.transports = ['websocket'];
    client.socket.io.engine.close();
    const meanwhile = await posts(sarah, team, 2);
    await client.connected(2);
    expect(transportOf(client)).toBe('websocket');
    expect(client.socket.recovered).toBe(true);
    await heardExactly(client, team, meanwhile);
  });
});
