// Every type of today's clients, with the data that shipping clients send, and what their reducers read of the answer.
// The table is the test: who says what, who is told what of it.
import { describe, expect, it } from 'vitest';
import type { Fields } from './scene/ear';
import { type House, openHouse } from './scene/house';
import { befriend, makeTeam, type Person, post } from './scene/people';
import { SPEECHES, type Voice } from './scene/voice';

const house = openHouse();

/** Two people of one team: one speaks, the other listens. */
interface Scene {
  readonly me: Person;
  readonly friend: Person;
  readonly team: string;
  readonly mine: Voice;
  readonly theirs: Voice;
  readonly house: House;
  readonly isStock: boolean;
}

interface Row {
  readonly says: string;
  /** Whether they are friends before. */
  readonly friends?: boolean;
  readonly before?: (scene: Scene) => Promise<unknown>;
  readonly data?: (scene: Scene, prepared: unknown) => object;
  /** What I am told. */
  readonly me?: (scene: Scene) => Readonly<Record<string, unknown>>;
  /** What the other is told. */
  readonly friend?: (scene: Scene) => Readonly<Record<string, unknown>>;
}

const TEXT: unknown = expect.any(String);
const NUMBER: unknown = expect.any(Number);
const TIME: unknown = expect.stringMatching(/^\d{1,2}\/\d{1,2}\/\d{2}, \d{1,2}:\d{2}[ap]m$/);
const NOTICE = { key: TEXT, time: TIME, text: TEXT };

/** What a client keeps of a person who is signed in: all of it is sent along. */
const record = (person: Person): object => ({
  id: person.id,
  userName: person.userName,
  firstName: person.firstName,
  lastName: person.lastName,
  idToken: person.token,
  email: 'somebody@kith.example',
  isAuthenticated: true,
  settings: { mobileThemeName: 'retro' },
});
const slice = (person: Person): object => ({
  details: record(person),
  socketDetails: { session: { id: 'the-socket-before' } },
  isAuthenticated: true,
});
const session = (person: Person): object => ({
  app: TEXT,
  socketId: TEXT,
  ip: TEXT,
  ttl: 1_800,
  data: {
    id: person.id,
    socketId: TEXT,
    userName: person.userName,
    firstName: person.firstName,
    lastName: person.lastName,
    status: 'active',
  },
});
const active = (person: Person): object => ({
  id: person.id,
  userName: person.userName,
  firstName: person.firstName,
  lastName: person.lastName,
  status: TEXT,
  socketId: TEXT,
});
const room = (scene: Scene): object => ({
  roomId: scene.team,
  roomName: 'The team',
  userId: scene.me.id,
  userName: scene.me.userName,
  userImgSrc: 'https://robohash.org/x',
});
const said = (fromUserName: string, more: object = {}): object => ({
  id: TEXT,
  key: TEXT,
  fromUserName,
  fromUserImgSrc: TEXT,
  time: TIME,
  text: TEXT,
  ...more,
});
const bothEnter = async ({ mine, theirs, team }: Scene): Promise<void> => {
  await theirs.ask('JOIN_ROOM', { roomId: team });
  await mine.ask('JOIN_ROOM', { roomId: team });
};

const ROWS: readonly Row[] = [
  {
    says: 'LOGIN',
    data: ({ me }) => record(me),
    me: ({ me, friend }) => ({
      USER_LOGIN_SUCCESS: { message: NOTICE, userName: me.userName },
      SESSION_CREATED: session(me),
      ACTIVE_CONNECTIONS_LOADED: { activeUsers: [active(friend)] },
    }),
    friend: ({ me }) => ({ ACTIVE_CONNECTION_LOGGED_IN: { ...active(me), status: 'active' } }),
  },
  {
    says: 'LOGOUT',
    before: ({ mine, me }) => mine.ask('LOGIN', record(me)),
    data: ({ me }) => ({ id: me.id, idToken: me.token, userName: me.userName }),
    me: ({ me }) => ({ USER_LOGOUT_SUCCESS: { message: NOTICE, userName: me.userName }, SESSION_CLOSED: {} }),
    friend: ({ me }) => ({ ACTIVE_CONNECTION_LOGGED_OUT: { id: me.id, userName: me.userName, status: TEXT } }),
  },
  {
    says: 'UPDATE_SESSION',
    before: ({ theirs, me }) => theirs.ear.told('ACTIVE_CONNECTION_LOGGED_IN', { id: me.id }),
    data: ({ me }) => slice(me),
    me: ({ me, friend }) => ({
      SESSION_UPDATED: { ...session(me), status: 'active' },
      ACTIVE_CONNECTIONS_LOADED: { activeUsers: [active(friend)] },
    }),
    friend: ({ me }) => ({ ACTIVE_CONNECTION_REFRESHED: { ...active(me), status: 'active' } }),
  },
  {
    says: 'LOAD_ACTIVE_CONNECTIONS',
    data: ({ me, friend }) => ({ connections: [{ users: [record(me), record(friend)] }], userId: me.id }),
    me: ({ friend }) => ({ ACTIVE_CONNECTIONS_LOADED: { activeUsers: [{ ...active(friend), status: 'active' }] } }),
  },
  {
    says: 'REQUEST_ROOMS_LIST',
    me: ({ team, isStock }) => {
      const rooms: unknown = expect.arrayContaining([
        expect.objectContaining({ roomKey: expect.stringContaining(team), length: NUMBER, sockets: expect.any(Array) }),
      ]);
      return { SEND_ROOMS_LIST: isStock ? rooms : { rooms } };
    },
  },
  {
    says: 'JOIN_ROOM',
    before: ({ theirs, team }) => theirs.ask('JOIN_ROOM', { roomId: team }),
    data: room,
    me: ({ me, team }) => ({
      JOINED_ROOM: { roomId: team, userName: me.userName, message: said('you', { isAnnouncement: true }) },
    }),
    friend: ({ me, team }) => ({
      OTHER_JOINED_ROOM: { roomId: team, message: said(me.userName, { isAnnouncement: true }) },
    }),
  },
  {
    says: 'EXIT_ROOM',
    before: bothEnter,
    data: room,
    me: ({ team }) => ({ LEFT_ROOM: { roomId: team, message: said('you', { isAnnouncement: true }) } }),
    friend: ({ me, team }) => ({ LEFT_ROOM: { roomId: team, message: said(me.userName, { isAnnouncement: true }) } }),
  },
  {
    says: 'SEND_MESSAGE',
    before: bothEnter,
    data: (scene) => ({ ...room(scene), userName: 'Somebody else', message: 'Good morning' }),
    me: ({ team }) => ({ SEND_MESSAGE: { roomId: team, message: said('you', { text: 'Good morning', seq: 1 }) } }),
    friend: ({ me, team }) => ({
      SEND_MESSAGE: {
        roomId: team,
        message: said(me.userName, { fromUserId: me.id, text: 'Good morning', seq: 1 }),
      },
    }),
  },
  {
    says: 'SEND_DIRECT_MESSAGE',
    data: ({ me, friend }) => ({
      message: 'Between us',
      userId: me.id,
      userName: 'Somebody else',
      userImgSrc: '',
      to: { id: friend.id, socketId: 'FORUM:anybody' },
    }),
    me: ({ me, friend }) => ({
      SEND_DIRECT_MESSAGE: {
        contextUserId: friend.id,
        message: said('you', { fromUserId: me.id, text: 'Between us' }),
      },
    }),
    friend: ({ me }) => ({
      SEND_DIRECT_MESSAGE: {
        contextUserId: me.id,
        message: said(me.userName, { fromUserId: me.id, text: 'Between us' }),
      },
    }),
  },
  {
    says: 'UPDATE_NOTIFICATION',
    before: async (scene) => {
      const stranger = await scene.house.person('Stranger');
      await stranger.call('POST', '/connections', { userId: scene.me.id });
      return scene.mine.ear.told('NOTIFICATION_CREATED', { userId: scene.me.id });
    },
    data: ({ me }, notification) => ({
      notification: { ...(notification as object), isUnread: false },
      userName: me.userName,
    }),
    me: ({ me }) => ({ NOTIFICATION_UPDATED: { id: TEXT, userId: me.id, isUnread: false } }),
  },
  {
    says: 'CREATE_USER_CONNECTION',
    friends: false,
    data: ({ me, friend }) => ({
      connection: {
        requestingUserId: me.id,
        acceptingUserId: friend.id,
        requestStatus: 'pending',
        notification: { userId: friend.id, messageLocaleKey: 'notifications.connectionRequestReceived' },
      },
      user: record(me),
    }),
    me: ({ me, friend }) => ({
      USER_CONNECTION_CREATED: { requestingUserId: me.id, acceptingUserId: friend.id, requestStatus: 'pending' },
    }),
    friend: ({ me, friend }) => ({
      USER_CONNECTION_CREATED: { requestingUserId: me.id, acceptingUserId: friend.id, requestStatus: 'pending' },
      NOTIFICATION_CREATED: {
        id: TEXT,
        userId: friend.id,
        isUnread: true,
        messageLocaleKey: TEXT,
        messageParams: { userId: me.id, userName: me.userName },
        userConnection: { requestingUserId: me.id, requestStatus: 'pending', users: expect.any(Array) },
      },
    }),
  },
  {
    says: 'UPDATE_USER_CONNECTION',
    friends: false,
    before: ({ friend, me }) => friend.call('POST', '/connections', { userId: me.id }),
    data: ({ me, friend }) => ({
      connection: { otherUserId: friend.id, requestStatus: 'complete', isConnectionBroken: false, interactionCount: 1 },
      user: record(me),
    }),
    me: ({ me, friend }) => ({
      USER_CONNECTION_UPDATED: { requestingUserId: friend.id, acceptingUserId: me.id, requestStatus: 'complete' },
      ACTIVE_CONNECTIONS_ADDED: active(friend),
    }),
    friend: ({ me, friend }) => ({
      USER_CONNECTION_UPDATED: { requestingUserId: friend.id, acceptingUserId: me.id, requestStatus: 'complete' },
      ACTIVE_CONNECTIONS_ADDED: active(me),
      NOTIFICATION_CREATED: { userId: friend.id, isUnread: true, messageParams: { userId: me.id } },
    }),
  },
  {
    says: 'CREATE_OR_UPDATE_REACTION',
    before: ({ friend, team }) => post(friend, team, 'Ten thousand steps'),
    data: ({ me, friend }, written) => ({
      momentReaction: { momentId: (written as { id: string }).id, userHasLiked: true, userId: me.id },
      areaUserId: friend.id,
      reactorUserName: me.userName,
    }),
    friend: ({ me, friend }) => ({
      NOTIFICATION_CREATED: { userId: friend.id, isUnread: true, messageParams: { userName: me.userName } },
    }),
  },
];

describe.each(SPEECHES)('$name', (speech) => {
  async function scene(friends = true): Promise<Scene> {
    const [me, friend] = await Promise.all([house.person('Ruth'), house.person('Sarah')]);
    const team = await makeTeam(friend, me);
    if (friends) await befriend(me, friend);
    const theirs = await speech.open(house, friend);
    await theirs.ask('LOGIN', record(friend));
    const mine = await speech.open(house, me);
    return { me, friend, team, mine, theirs, house, isStock: speech.isStock };
  }

  it.each(ROWS)('[SO3] $says', async (row) => {
    const one = await scene(row.friends);
    const prepared = await row.before?.(one);
    if (row.before) one.mine.ear.forget();
    await one.mine.ask(row.says, row.data?.(one, prepared));
    const all: readonly [Voice, Readonly<Record<string, unknown>>][] = [
      [one.mine, row.me?.(one) ?? {}],
      [one.theirs, row.friend?.(one) ?? {}],
    ];
    for (const [voice, expected] of all) {
      for (const [type, shape] of Object.entries(expected)) {
        await voice.ear.told(type);
        expect(
          voice.ear.all(type).map(({ data }) => data),
          type,
        ).toContainEqual(matching(shape));
      }
    }
    const heard = JSON.stringify([one.mine.ear.messages, one.theirs.ear.messages]);
    expect(heard, 'a token is told to nobody').not.toContain(one.me.token.split('.')[2]);
    expect(one.mine.ear.all('ERROR')).toEqual([]);
  });

  it('[SO4] each of them is answered without being asked for an acknowledgement too', async () => {
    const one = await scene();
    one.mine.say('UPDATE_SESSION', slice(one.me));
    await one.mine.ear.told('SESSION_UPDATED');
    one.mine.say('JOIN_ROOM', room(one));
    await one.mine.ear.told('JOINED_ROOM', { roomId: one.team });
    one.mine.say('SEND_MESSAGE', { ...room(one), message: 'Good morning' });
    await one.mine.ear.told('SEND_MESSAGE', { roomId: one.team });
    one.mine.say('SEND_DIRECT_MESSAGE', { to: { id: one.friend.id }, message: 'And to you' });
    await one.theirs.ear.told('SEND_DIRECT_MESSAGE', { contextUserId: one.me.id });
    one.mine.say('REQUEST_ROOMS_LIST');
    await one.mine.ear.told('SEND_ROOMS_LIST');
    expect(one.mine.ear.all('ERROR')).toEqual([]);
  });

  it('[SE2] a lost connection is told to friends after the grace', async () => {
    const one = await scene();
    await one.theirs.ear.told('ACTIVE_CONNECTION_LOGGED_IN', { id: one.me.id });
    one.mine.leave();
    const told = await one.theirs.ear.told('ACTIVE_CONNECTION_DISCONNECTED', { id: one.me.id }, 8_000);
    expect(told).toMatchObject({ userName: one.me.userName, status: TEXT });
  });

  it('[FO2] a forum of others is closed: nobody enters or speaks, whoever they say they are', async () => {
    const one = await scene();
    const stranger = await house.person('Stranger');
    const voice = await speech.open(house, stranger);
    const asOther = { ...room(one), userId: one.me.id, message: 'Let me in' };
    for (const type of ['JOIN_ROOM', 'SEND_MESSAGE']) {
      await expect(voice.ask(type, asOther)).rejects.toThrow('NOT_A_MEMBER');
    }
    await expect(voice.ask('SEND_DIRECT_MESSAGE', { to: { id: one.me.id }, message: 'Hello' })).rejects.toThrow(
      'FORBIDDEN',
    );
    expect(one.mine.ear.all('SEND_MESSAGE')).toEqual([]);
    expect(one.mine.ear.all('SEND_DIRECT_MESSAGE')).toEqual([]);
  });
});

describe('both dialects', () => {
  const [stocky, plain] = [SPEECHES[0], SPEECHES.at(-1)];

  it('[FO3, SO3] a forum is the same for both: ids, numbers, order, announcements', async () => {
    if (!stocky || !plain) throw new Error('There are two dialects.');
    const [sarah, ruth, walter] = await Promise.all(['Sarah', 'Ruth', 'Walter'].map((name) => house.person(name)));
    if (!sarah || !ruth || !walter) throw new Error('There are three people.');
    const roomId = await makeTeam(sarah, ruth, walter);
    const one = await stocky.open(house, sarah);
    const other = await plain.open(house, ruth);
    await one.ask('JOIN_ROOM', { roomId });
    await other.ask('JOIN_ROOM', { roomId });
    const third = await stocky.open(house, walter);
    await third.ask('JOIN_ROOM', { roomId });
    await Promise.all([
      ...[1, 2, 3].map((nth) => one.ask('SEND_MESSAGE', { roomId, message: `Sarah ${nth}` })),
      ...[1, 2, 3].map((nth) => other.ask('SEND_MESSAGE', { roomId, message: `Ruth ${nth}` })),
    ]);
    await third.ask('EXIT_ROOM', { roomId });
    for (const voice of [one, other]) {
      await voice.ear.toldTimes(6, 'SEND_MESSAGE', { roomId });
      await voice.ear.told('LEFT_ROOM', { roomId });
    }
    const namedAlike = ({ ear }: Voice): unknown[] =>
      ear.messages
        .filter(({ type }) => ['SEND_MESSAGE', 'LEFT_ROOM'].includes(type))
        .map(({ type, data }) => {
          const { message } = data as { message: Fields };
          return { type, roomId, message: { ...message, fromUserName: '' } };
        });
    expect(namedAlike(one)).toEqual(namedAlike(other));
    const seqs = other.ear.all('SEND_MESSAGE').map(({ data }) => (data as { message: Fields }).message['seq']);
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

/** What has these fields and maybe others, at each depth. */
function matching(shape: unknown): unknown {
  if (Array.isArray(shape)) return shape.map(matching);
  if (typeof shape !== 'object' || shape === null || 'asymmetricMatch' in shape) return shape;
  const fields = Object.entries(shape).map(([name, value]) => [name, matching(value)]);
  return expect.objectContaining(Object.fromEntries(fields));
}
