// How a stock client comes in: path, transport, where the token stands, and what happens without a good one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, quiet } from './scene/ear';
import { openHouse } from './scene/house';
import { startKith } from './scene/kith';
import { makeTeam, type Person, post, register, signToken } from './scene/people';
import { type Options, stock, TRANSPORTS, transportOf } from './scene/stock';

const house = openHouse();
let ruth: Person;
let team: string;

beforeAll(async () => {
  ruth = await house.person('Ruth');
  team = await makeTeam(ruth);
});

const WAYS: readonly { readonly way: string; readonly options: (token: string) => Options }[] = [
  { way: 'auth.token', options: (token) => ({ auth: { token } }) },
  { way: 'a function that gives auth.token', options: (token) => ({ auth: (give) => give({ token }) }) },
  { way: 'Authorization', options: (token) => ({ extraHeaders: { Authorization: `Bearer ${token}` } }) },
  { way: 'the query', options: (token) => ({ query: { token } }) },
];

describe.each(TRANSPORTS)('$name', ({ options: transport }) => {
  it.each(WAYS)('[SO5] the token comes as $way', async ({ options }) => {
    const client = house.anyClient({ ...transport, ...options(ruth.token) });
    await client.connected();
    const joined = await client.ear.told('JOINED_TEAM', { teamId: team });
    expect(joined['role']).toBe('coach');
  });

  it.each(['/socketio', '/socketio/'])('[EI1] the path %s', async (path) => {
    const client = await house.client(ruth, { ...transport, path });
    expect(client.socket.id).toMatch(/^.{16,}$/);
    await client.ear.told('JOINED_TEAM');
  });

  it('[EI1] the path without a slash at its end is served too', async () => {
    const client = await house.client(ruth, { ...transport, addTrailingSlash: false });
    await client.ear.told('JOINED_TEAM');
  });

  it('[EI8] the transport becomes what the client prefers', async () => {
    const client = await house.client(ruth, transport);
    const best = (transport.transports as string[] | undefined)?.at(-1) ?? '';
    await eventually(() => transportOf(client) === best, `the transport is ${best}`);
    expect(await client.ask('CLIENT:SEND_CHEER', { icon: 'heart', teamId: team })).toEqual({ ok: true });
  });

  it('[SO1] another namespace is refused, and the connection is still good for the main one', async () => {
    const client = await house.client(ruth, transport);
    const foreign = client.socket.io.socket('/foreign', { auth: { token: ruth.token } });
    const refused = await new Promise<Error>((resolve) => foreign.once('connect_error', resolve).connect());
    expect(refused.message).toBe('Invalid namespace');
    expect(foreign.connected).toBe(false);
    expect(await client.ask('CLIENT:SEND_CHEER', { icon: 'heart', teamId: team })).toEqual({ ok: true });
    expect(client.recovered).toHaveLength(1);
  });

  it('[SO5] without a token one is let in, hears nothing of anybody, and is told so at the first action', async () => {
    const client = house.anyClient(transport);
    await client.connected();
    await post(ruth, team, 'Not for strangers');
    await quiet();
    expect(client.ear.messages).toEqual([]);
    client.say('CLIENT:SEND_CHEER', { icon: 'heart', teamId: team });
    const told = await client.ear.told('UNAUTHORIZED');
    expect(told['message']).toEqual(expect.any(String));
    expect(client.ear.messages).toHaveLength(1);
  });

  it('[SO5] what a stranger asks to have acknowledged is refused with UNAUTHORIZED', async () => {
    const client = house.anyClient(transport);
    await client.connected();
    const answer = await client.ask('CLIENT:JOIN_TEAM', { teamId: team });
    expect(answer).toMatchObject({ ok: false, error: { code: 'UNAUTHORIZED', temporary: false } });
    expect(answer.error?.message).toEqual(expect.any(String));
  });

  it('[SO5] with a token that is no good: UNAUTHORIZED, the end by the server, and no way back in', async () => {
    const bad = {
      nonsense: 'nonsense',
      forged: signToken(ruth, {}, 'another secret'),
      expired: signToken(ruth, { exp: Math.floor(Date.now() / 1_000) - 60 }),
      foreign: signToken(ruth, { iss: 'somebody', aud: 'kith' }),
      unsigned: signToken(ruth).replace(/[^.]*$/, ''),
    };
    const outcomes = await Promise.all(
      Object.entries(bad).map(async ([what, token]) => {
        const client = house.anyClient({ ...transport, auth: { token } });
        await client.connected();
        client.say('CLIENT:LOGIN', { id: ruth.id });
        await client.ear.told('UNAUTHORIZED');
        await eventually(() => client.disconnects.length > 0, 'the server ends it');
        await quiet();
        const { disconnects, socket, ear } = client;
        return [what, { disconnects, comesBack: socket.active, told: ear.messages.map(({ type }) => type) }];
      }),
    );
    // A library that was sent away by the server does not come back by itself.
    const expected = { disconnects: ['io server disconnect'], comesBack: false, told: ['UNAUTHORIZED'] };
    expect(outcomes).toEqual(Object.keys(bad).map((what) => [what, expected]));
  });

  it('[SO5] a token made elsewhere with the same secret is good', async () => {
    for (const claims of [{}, { iss: 'therr-api', aud: 'therr-app' }]) {
      const client = await house.client(ruth, { ...transport, auth: { token: signToken(ruth, claims) } });
      await client.ear.told('JOINED_TEAM', { teamId: team });
    }
  });

  it('[AC5, SO6] who only listens is sent away when the token ends', async () => {
    const token = signToken(ruth, { exp: Math.floor(Date.now() / 1_000) + 2 });
    const client = await house.client(ruth, { ...transport, auth: { token } });
    await client.ear.told('JOINED_TEAM');
    await client.ear.told('SESSION_CLOSED', { code: 4501 });
    await eventually(() => client.disconnects.length > 0, 'the server ends it');
    expect(client.disconnects).toEqual(['io server disconnect']);
  });

  it('[AC3, SO6] who signs out is sent away everywhere with this token', async () => {
    const walter = await house.person('Walter');
    const client = await house.client(walter, transport);
    await walter.call('POST', '/auth/logout');
    await client.ear.told('SESSION_CLOSED', { code: 4501 });
    await eventually(() => client.disconnects.length > 0, 'the server ends it');
    expect(client.socket.active).toBe(false);
  });
});

describe('an older protocol', () => {
  it('[EI2] is refused with the words that its library knows', async () => {
    const response = await fetch(`${house.url}/socketio/?EIO=3&transport=polling`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ code: 5, message: 'Unsupported protocol version' });
  });
});

describe('the heart of a connection', () => {
  const beating = { kith: undefined as Awaited<ReturnType<typeof startKith>> | undefined };
  beforeAll(async () => {
    beating.kith = await startKith(['--ping-interval-ms', '200', '--ping-timeout-ms', '400']);
  });
  afterAll(() => beating.kith?.stop());

  it.each(TRANSPORTS)('[EI6] $name: who answers pings stays', async ({ options }) => {
    const url = beating.kith?.url ?? '';
    const alan = await register(url, 'Alan');
    const client = stock(url, { ...options, auth: { token: alan.token } });
    await client.connected();
    let pings = 0;
    client.socket.io.on('ping', () => {
      pings += 1;
    });
    await eventually(() => pings >= 5, 'five pings come');
    expect(client.disconnects).toEqual([]);
    client.leave();
  });

  it.each(TRANSPORTS)(
    '[ST3, SO7] $name: a server that stops lets the client come back by itself',
    async ({ options }) => {
      const kith = await startKith(['--ping-interval-ms', '1000', '--ping-timeout-ms', '2000']);
      try {
        const alan = await register(kith.url, 'Alan');
        const client = stock(kith.url, { ...options, auth: { token: alan.token } });
        await client.connected();
        expect(await kith.drain()).toBe(0);
        await eventually(() => client.disconnects.length === 1, 'the client notices');
        expect(client.socket.active, 'it tries again').toBe(true);
        await kith.start();
        await client.connected(2, 10_000);
        expect(client.recovered).toEqual([false, true]);
        client.leave();
      } finally {
        await kith.stop();
      }
    },
  );
});
