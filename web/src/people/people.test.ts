// @vitest-environment node
// Friends: how one stands with whom, who is here, and who can be found.
import { describe, expect, it } from 'vitest';
import type { ListedConnection, RequestStatus, Team, UserConnection } from '@kith/client';
import { acquaintances, friendsOf, withConnection } from './acquaintance';
import { foundAmong, strangersOf } from './find';
import { hereWords } from './here-words';
import { afterPeopleMessage } from './live-people';

const AT = '2026-11-20T08:00:00.000Z';

function connection(from: string, to: string, requestStatus: RequestStatus): UserConnection {
  return {
    requestingUserId: from,
    acceptingUserId: to,
    requestStatus,
    isConnectionBroken: false,
    users: [from, to].map((id) => ({ id, userName: id })),
    createdAt: AT,
    updatedAt: AT,
  };
}

const listed: ListedConnection[] = [
  { ...connection('walter', 'ruth', 'complete'), status: 'offline', lastSeen: AT },
  { ...connection('ruth', 'margaret', 'complete'), status: 'active' },
  connection('alan', 'ruth', 'pending'),
  connection('ruth', 'josephine', 'pending'),
  connection('ruth', 'spam', 'blocked'),
  connection('ruth', 'sarah', 'denied'),
];

describe('how the reader stands with people', () => {
  it('[UC1] who asks whom is told apart; a no is not listed', () => {
    const standing = Object.fromEntries(acquaintances(listed, 'ruth').map((one) => [one.userId, one.standing]));
    expect(standing).toEqual({
      alan: 'asking',
      josephine: 'asked',
      margaret: 'friend',
      spam: 'blocked',
      walter: 'friend',
    });
  });

  it('[SE2] friends who are here come first', () => {
    expect(friendsOf(acquaintances(listed, 'ruth')).map(({ userId }) => userId)).toEqual(['margaret', 'walter']);
  });

  it('[UC3] a change takes the place of what was, and presence is kept for friends alone', () => {
    const ended = withConnection(listed, connection('ruth', 'margaret', 'denied'));
    expect(ended).toHaveLength(listed.length);
    expect(ended[0]).not.toHaveProperty('status');
    const renewed = withConnection(listed, { ...connection('ruth', 'walter', 'complete') });
    expect(renewed[0]).toMatchObject({ requestingUserId: 'ruth', lastSeen: AT });
    expect(renewed.filter(({ users }) => users.some(({ id }) => id === 'walter'))).toHaveLength(1);
  });

  it('[UC3] what the server tells of connections and of friends’ comings is taken over', () => {
    const accepted = afterPeopleMessage(listed, {
      type: 'USER_CONNECTION_UPDATED',
      ...connection('alan', 'ruth', 'complete'),
    });
    const came = afterPeopleMessage(accepted, {
      type: 'ACTIVE_CONNECTIONS_ADDED',
      id: 'alan',
      userName: 'alan',
      status: 'active',
    });
    const alan = acquaintances(came, 'ruth').find(({ userId }) => userId === 'alan');
    expect(alan).toMatchObject({ standing: 'friend', status: 'active' });
    expect(came[0]).not.toHaveProperty('type');
    const gone = afterPeopleMessage(came, {
      type: 'ACTIVE_CONNECTION_DISCONNECTED',
      id: 'margaret',
      userName: 'margaret',
      status: 'offline',
      lastSeen: AT,
    });
    expect(friendsOf(acquaintances(gone, 'ruth'))[0]?.userId).toBe('alan');
    expect(afterPeopleMessage(gone, { type: 'SESSION_CLOSED' })).toBe(gone);
  });
});

it.each([
  ['active', undefined, 'Here now'],
  ['away', undefined, 'Here, but quiet for a while'],
  ['offline', '2026-11-20T07:00:00.000Z', 'Last here 1 hour ago'],
  [undefined, undefined, 'Not here now'],
] as const)('whether somebody is here is said in words: %s, %s', (status, lastSeen, words) => {
  expect(hereWords(status, lastSeen, new Date(AT))).toBe(words);
});

describe('finding people', () => {
  const team = { id: 't', name: 'Harbour Walkers' } as Team;
  const people = ['Zoë Brandt', 'Alan Kowalski', 'Josephine Oyelaran-Whittaker'].map((userName) => ({
    id: userName.split(' ')[0] ?? '',
    userName,
  }));

  it('finds everybody of the teams once, without oneself and whom one knows', () => {
    const known = [
      { userId: 'Alan', userName: 'Alan', standing: 'asked', status: undefined, lastSeen: undefined } as const,
    ];
    const strangers = strangersOf(
      [
        { team, people },
        { team, people },
      ],
      known,
      'Josephine',
    );
    expect(strangers.map(({ userName }) => userName)).toEqual(['Zoë Brandt']);
  });

  it.each([
    ['', 3],
    ['zoe', 1],
    ['WHIT jo', 1],
    ['lan', 0],
  ])('"%s" finds %i', (words, count) => {
    expect(foundAmong(people, words)).toHaveLength(count);
  });
});
