// What a stock client says and how it is answered: acknowledgements, refusals, and everything that is no action.
import { beforeAll, describe, expect, it } from 'vitest';
import { quiet } from './scene/ear';
import { openHouse } from './scene/house';
import { makeTeam, type Person, post } from './scene/people';
import { TRANSPORTS } from './scene/stock';

const house = openHouse();
const NOBODY = '01890000-0000-7000-8000-000000000000';
let sarah: Person;
let ruth: Person;
let stranger: Person;
let team: string;
let foreignTeam: string;

beforeAll(async () => {
  [sarah, ruth, stranger] = await Promise.all([house.person('Sarah'), house.person('Ruth'), house.person('Stranger')]);
  team = await makeTeam(sarah, ruth);
  foreignTeam = await makeTeam(stranger);
});

interface Refused {
  readonly what: string;
  readonly args: () => unknown[];
  readonly code: string;
}

const action = (type: unknown, data?: unknown): unknown[] => [data === undefined ? { type } : { type, data }];
const bad = (what: string, args: () => unknown[], code = 'BAD_MESSAGE'): Refused => ({ what, args, code });

const NO_ACTIONS: readonly Refused[] = [
  bad('nothing at all', () => []),
  bad('null', () => [null]),
  bad('a number', () => [5]),
  bad('a text', () => ['CLIENT:SEND_CHEER']),
  bad('a list', () => [[{ type: 'CLIENT:SEND_CHEER' }]]),
  bad('an empty object', () => [{}]),
  bad('a type that is a number', () => action(5)),
  bad('a type that is an object', () => action({ type: 'CLIENT:LOGIN' })),
  bad('an empty type', () => action('')),
  bad('a type without its prefix', () => action('SEND_CHEER', { icon: 'heart' })),
  bad('a prefix without a type', () => action('CLIENT:')),
  bad('a type of the server', () => action('SERVER:LIVE_CHEER', { icon: 'heart' })),
  bad('an unknown type', () => action('CLIENT:FLY', {})),
  bad('a name of every object', () => action('CLIENT:__proto__', {})),
  bad('bytes', () => [Buffer.from([1, 2, 3])]),
  bad('an action with bytes for a field', () => action('CLIENT:SEND_CHEER', { icon: Buffer.from('heart') })),
  bad('an action of over 64 KiB', () => action('CLIENT:SEND_CHEER', { icon: 'x'.repeat(70_000) }), 'TOO_LARGE'),
  bad('deeply nested data', () => [JSON.parse(`{"type":"CLIENT:LOGIN","data":${'['.repeat(500)}${']'.repeat(500)}}`)]),
];

const BAD_FIELDS: readonly Refused[] = [
  bad('JOIN_ROOM without data', () => action('CLIENT:JOIN_ROOM')),
  bad('JOIN_ROOM with null', () => action('CLIENT:JOIN_ROOM', null)),
  bad('EXIT_ROOM without data', () => action('CLIENT:EXIT_ROOM')),
  bad('SEND_MESSAGE without data', () => action('CLIENT:SEND_MESSAGE')),
  bad('SEND_MESSAGE without a message', () => action('CLIENT:SEND_MESSAGE', { roomId: team })),
  bad('SEND_DIRECT_MESSAGE without data', () => action('CLIENT:SEND_DIRECT_MESSAGE')),
  bad('SEND_DIRECT_MESSAGE to nobody', () => action('CLIENT:SEND_DIRECT_MESSAGE', { message: 'x', to: null })),
  bad('UPDATE_NOTIFICATION without data', () => action('CLIENT:UPDATE_NOTIFICATION')),
  bad('CREATE_USER_CONNECTION without data', () => action('CLIENT:CREATE_USER_CONNECTION')),
  bad('UPDATE_USER_CONNECTION without data', () => action('CLIENT:UPDATE_USER_CONNECTION')),
  bad('JOIN_TEAM without data', () => action('CLIENT:JOIN_TEAM')),
  bad('JOIN_TEAM of no id', () => action('CLIENT:JOIN_TEAM', { teamId: 'not an id' })),
  bad('JOIN_TEAM of a number', () => action('CLIENT:JOIN_TEAM', { teamId: 7 })),
  bad('data that is a text', () => action('CLIENT:JOIN_TEAM', team)),
  bad('data that is a list', () => action('CLIENT:JOIN_TEAM', [team])),
  bad('POST_LIKE of half an id', () => action('CLIENT:POST_LIKE', { postId: team.slice(0, 18) })),
  bad('SEND_CHEER with an unknown icon', () => action('CLIENT:SEND_CHEER', { icon: '<b>', teamId: team })),
  bad('POST_LIKE of nothing', () => action('CLIENT:POST_LIKE', { postId: NOBODY }), 'NOT_FOUND'),
  bad('JOIN_TEAM of nothing', () => action('CLIENT:JOIN_TEAM', { teamId: NOBODY }), 'NOT_FOUND'),
  bad('JOIN_TEAM of another team', () => action('CLIENT:JOIN_TEAM', { teamId: foreignTeam }), 'NOT_A_MEMBER'),
  bad(
    'SEND_CHEER to another team',
    () => action('CLIENT:SEND_CHEER', { icon: 'heart', teamId: foreignTeam }),
    'NOT_A_MEMBER',
  ),
];

describe.each(TRANSPORTS)('$name', ({ options: transport }) => {
  it('[SO4] what was carried out is acknowledged with ok and what it made', async () => {
    const [client, written] = await Promise.all([house.client(ruth, transport), post(sarah, team, 'Well done')]);
    expect(await client.ask('CLIENT:SEND_CHEER', { icon: 'clap', teamId: team })).toEqual({ ok: true });
    const like = await client.ask('CLIENT:POST_LIKE', { postId: written.id });
    expect(like).toEqual({ ok: true, postId: written.id, likeCount: 1, likedByMe: true });
    expect(await client.ask('CLIENT:JOIN_TEAM', { teamId: team })).toMatchObject({ ok: true });
    expect(await client.ask('CLIENT:LEAVE_TEAM', { teamId: team })).toEqual({ ok: true });
    await client.ear.toldTimes(2, 'JOINED_TEAM', { teamId: team });
    expect(client.ear.all('ERROR')).toEqual([]);
    expect(client.ear.all('ACK')).toEqual([]);
  });

  it('[SO4] without an acknowledgement nothing is answered but by name, and errors come as SERVER:ERROR', async () => {
    const client = await house.client(ruth, transport);
    client.say('CLIENT:SEND_CHEER', { icon: 'heart', teamId: team });
    await client.ear.told('LIVE_CHEER', { userId: ruth.id });
    client.say('CLIENT:SEND_CHEER', { icon: 'none', teamId: team });
    const error = await client.ear.told('ERROR', { code: 'BAD_MESSAGE', temporary: false });
    expect(error['message']).toEqual(expect.any(String));
    expect(client.ear.all('ACK')).toEqual([]);
  });

  it('[SO4] a mark of the client comes back with the error', async () => {
    const client = await house.client(ruth, transport);
    client.say('CLIENT:SEND_CHEER', { icon: 'none', teamId: team, ref: 'mine' });
    await client.ear.told('ERROR', { code: 'BAD_MESSAGE', ref: 'mine' });
  });

  it('[SO4] many acknowledgements at once come each to its own', async () => {
    const client = await house.client(ruth, transport);
    const written = await Promise.all([1, 2, 3, 4, 5].map((nth) => post(sarah, team, `Of five: ${nth}`)));
    const answers = await Promise.all(written.map(({ id }) => client.ask('CLIENT:POST_LIKE', { postId: id })));
    expect(answers.map((answer) => answer['postId'])).toEqual(written.map(({ id }) => id));
  });

  it('[DL4] what one client says is carried out in its order', async () => {
    const client = await house.client(ruth, transport);
    const icons = ['heart', 'clap', 'fire', 'star', 'high_five', 'thumbs_up'];
    const alan = await house.person('Alan');
    const quietTeam = await makeTeam(alan);
    const teller = await house.client(alan, transport);
    for (const icon of icons) teller.say('CLIENT:SEND_CHEER', { icon, teamId: quietTeam });
    const cheers = await teller.ear.toldTimes(icons.length, 'LIVE_CHEER', { teamId: quietTeam });
    expect(cheers.map((cheer) => cheer['icon'])).toEqual(icons);
    expect(client.ear.all('LIVE_CHEER', { teamId: quietTeam })).toEqual([]);
  });

  it.each([...NO_ACTIONS, ...BAD_FIELDS])('[SO4, ER3] $what: refused, and everybody lives', async ({ args, code }) => {
    const [client, other] = await Promise.all([house.client(ruth, transport), house.client(sarah, transport)]);
    await Promise.all([client.ear.told('JOINED_TEAM'), other.ear.told('JOINED_TEAM')]);
    client.socket.emit('action', ...args());
    const told = await client.ear.told('ERROR', { code });
    expect(Object.keys(told).toSorted()).toEqual(['code', 'message', 'temporary']);
    const answer: unknown = await client.socket.timeout(5_000).emitWithAck('action', ...args());
    expect(answer).toEqual({ ok: false, error: { code, message: expect.any(String), temporary: false } });
    expect(client.ear.all('ERROR'), 'an acknowledgement is the only answer').toHaveLength(1);
    const postOfOther = await post(sarah, team, 'Still here?');
    await Promise.all([client, other].map((one) => one.ear.told('NEW_POST', { postId: postOfOther.id })));
    expect([client.recovered, other.recovered]).toEqual([[false], [false]]);
    expect((await fetch(`${house.url}/healthz`)).status).toBe(200);
  });

  it('[SO3] an event of another name is refused, and the connection lives', async () => {
    const client = await house.client(ruth, transport);
    client.socket.emit('message', { type: 'CLIENT:SEND_CHEER', data: { icon: 'heart' } });
    await client.ear.told('ERROR', { code: 'BAD_MESSAGE' });
    expect(await client.ask('CLIENT:SEND_CHEER', { icon: 'heart', teamId: team })).toMatchObject({ ok: true });
  });

  it('[SO3] further arguments and fields change nothing', async () => {
    const client = await house.client(ruth, transport);
    const data = { icon: 'star', teamId: team, userId: sarah.id, userName: 'Somebody else' };
    client.socket.emit('action', { type: 'CLIENT:SEND_CHEER', data, meta: { sync: true } }, 'more', { type: 'x' });
    const cheer = await client.ear.told('LIVE_CHEER', { icon: 'star' });
    expect(cheer).toMatchObject({ userId: ruth.id, userName: ruth.userName });
  });

  it.each(['REGISTER', 'UPDATE_USER', 'RESET_USER_SETTINGS'])('[SO3] CLIENT:%s is ignored', async (type) => {
    const client = await house.client(ruth, transport);
    client.say(`CLIENT:${type}`, { details: { id: sarah.id, idToken: 'x' } });
    client.say(`CLIENT:${type}`);
    expect(await client.ask(`CLIENT:${type}`, { userName: 'x' })).toEqual({ ok: true });
    await quiet();
    expect(client.ear.all('ERROR')).toEqual([]);
    expect(client.ear.all('UNAUTHORIZED')).toEqual([]);
  });

  it('[ER3] a hundred broken actions at once end nothing', async () => {
    const client = await house.client(ruth, transport);
    for (let round = 0; round < 5; round += 1) {
      for (const { args } of NO_ACTIONS.slice(0, 14)) client.socket.emit('action', ...args());
    }
    await client.ear.toldTimes(70, 'ERROR');
    expect(await client.ask('CLIENT:JOIN_TEAM', { teamId: team })).toMatchObject({ ok: true });
    expect(client.recovered).toEqual([false]);
  });
});
