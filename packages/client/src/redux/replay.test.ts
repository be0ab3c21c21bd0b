// Real traffic, replayed: what `npm run record` heard from a server becomes the state of a store, whether it is told
// once, twice, or in another order, and over a reconnect.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Recording } from '../../test/record/recording.ts';
import { plainOf, type ServerAction, serverAction } from '../live/action.ts';
import { recognize } from '../live/decode.ts';
import type { Told } from '../live/messages.ts';
import { pactsActions, pactsReducer } from './pacts-slice.ts';
import type { PactsState } from './pacts-state.ts';

const FOLDER = new URL('../../test/recorded/', import.meta.url);

const recordingsOf = (subject: string): [string, Recording][] =>
  readdirSync(FOLDER)
    .filter((name) => name.startsWith(subject))
    .map((name): [string, Recording] => {
      return [name, JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Recording];
    });

/** What of it this client understands: all of it. */
function told({ dialect, sessions }: Recording): Told[][] {
  return sessions.map((session) =>
    session.map((heard) => {
      const recognized = recognize(dialect === 'plain' ? heard : plainOf(heard));
      if (!recognized.ok) throw new Error(`${recognized.why}: ${JSON.stringify(heard)}`);
      return recognized.message;
    }),
  );
}

function reduce(me: string, messages: readonly Told[]): PactsState {
  const begin = pactsReducer(undefined, pactsActions.signedIn(me));
  return messages.map((message): ServerAction => serverAction(message)).reduce<PactsState>(pactsReducer, begin);
}

const isAboutWhoIsHere = ({ type }: Told): boolean => /^(JOINED|LEFT|PARTNER_JOINED|PARTNER_LEFT)_PACT$/.test(type);

/** All that the server says of habits. */
const OF_HABITS = [
  'CELEBRATION_RECEIVED',
  'CHECKIN_LOGGED',
  'ENCOURAGEMENT_RECEIVED',
  'JOINED_PACT',
  'LEFT_PACT',
  'PACT_ACTIVITY',
  'PARTNER_CHECKED_IN',
  'PARTNER_JOINED_PACT',
  'PARTNER_LEFT_PACT',
  'STREAK_MILESTONE',
];

it.each(['plain', 'action'])('[SD6] all ten kinds of what is told of habits were recorded: %s', (wanted) => {
  const ofDialect = recordingsOf('').filter(([, { dialect }]) => dialect === wanted);
  const kinds = new Set(
    ofDialect.flatMap(([, recording]) =>
      told(recording)
        .flat()
        .map(({ type }) => type),
    ),
  );
  expect(OF_HABITS.filter((type) => !kinds.has(type as Told['type']))).toEqual([]);
});

describe.each(recordingsOf('milestone'))('[SD6] %s', (_, { me, pactId, ...recording }) => {
  const all = told({ me, pactId, ...recording }).flat();

  it('[SD6] the fourteenth day is an entry of the feed, once, however often it is told', () => {
    const once = reduce(me, all);
    const milestones = (once.pactActivities[pactId] ?? []).filter(({ type }) => type === 'streak_milestone');
    expect(milestones.map(({ data }) => data['streakDays'])).toContain(14);
    expect(
      milestones.filter(({ data }) => data['streakDays'] === 14 && data['userName'] === 'Ruth Abernathy'),
    ).toHaveLength(1);
    expect(reduce(me, [...all, ...all])).toEqual(once);
  });
});

describe.each(recordingsOf('pact'))('[SD6] %s', (_, recording) => {
  const { me, pactId } = recording;
  const sessions = told(recording);
  const all = sessions.flat();
  const once = reduce(me, all);

  it('[SD6] each session joins a pact, and each kind of message makes of it what it says', () => {
    expect(sessions.map((session) => session.some(({ type }) => type === 'JOINED_PACT'))).toEqual([true, true]);
    const [first] = sessions;
    const morning = reduce(me, first ?? []);
    expect(morning.currentPact?.id).toBe(pactId);
    expect(Object.keys(morning.partnerPresence[pactId] ?? {})).toHaveLength(2);
    const lastSeen = Object.values(morning.partnerPresence[pactId] ?? {}).map((person) => person.lastSeen);
    expect(lastSeen).toContainEqual(expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/));
    expect(once.letters.map(({ kind, message }) => [kind, message])).toEqual([
      ['celebration', 'You too'],
      ['encouragement', 'Keep going'],
      ['encouragement', 'See you tomorrow'],
    ]);
    expect(Object.values(once.ownCheckins)).toMatchObject([{ checkin: { userId: me }, streakUpdate: { after: 1 } }]);
    expect([once.currentPact, once.partnerPresence[pactId]]).toEqual([null, undefined]);
  });

  it('[SD6] the feed has every number once, newest first, each with its name and the time of the server', () => {
    const items = once.pactActivities[pactId] ?? [];
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_item, at) => items.length - at));
    expect(items.every(({ createdAt }) => createdAt !== null)).toBe(true);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(JSON.parse(JSON.stringify(once))).toEqual(once);
  });

  it('[SD6] told twice, one by one or whole sessions again, it is the same', () => {
    expect(
      reduce(
        me,
        all.flatMap((message) => [message, message]),
      ),
    ).toEqual(once);
    const again = [...sessions, ...sessions].flat();
    expect(reduce(me, again)).toEqual(once);
  });

  it('[SD6] told in another order, the feed and the letters are the same', () => {
    const entries = all.filter((message) => !isAboutWhoIsHere(message));
    for (const order of [entries, [...entries].reverse(), halves(entries)]) {
      const state = reduce(me, [...all.filter(isAboutWhoIsHere), ...order]);
      expect(state.pactActivities[pactId]).toEqual(once.pactActivities[pactId]);
      expect(state.letters.map(({ id }) => id).sort()).toEqual(once.letters.map(({ id }) => id).sort());
    }
  });

  it('[SD6] without what the second session told again, the gap is only that', () => {
    const snapshot = sessions[1]?.filter(({ type }) => type === 'JOINED_PACT') ?? [];
    const state = reduce(me, [...(sessions[0] ?? []), ...snapshot]);
    // The snapshot brings the newest entries by itself.
    expect(state.pactActivities[pactId]).toEqual(once.pactActivities[pactId]);
  });
});

/** The second half before the first. */
function halves<T>(list: readonly T[]): T[] {
  const middle = Math.floor(list.length / 2);
  return [...list.slice(middle), ...list.slice(0, middle)];
}
