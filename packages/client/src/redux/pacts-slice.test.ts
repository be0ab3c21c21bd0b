// The store of pacts: what the server tells, in order, twice, late, and again after a reconnect.
import { configureStore } from '@reduxjs/toolkit';
import { describe, expect, it } from 'vitest';
import { serverAction } from '../live/action.ts';
import type { Checkin, Letter, Pact, PactActivity, PactMessage } from '../protocol/types.ts';
import { isAnyPartnerOnline, pactsActions, pactsReducer } from './pacts-slice.ts';
import { ACTIVITIES_MAX, initialPactsState, LETTERS_MAX, type PactsState } from './pacts-state.ts';

const ME = 'user-me';
const RUTH = 'user-ruth';
const TOM = 'user-tom';
const PACT = 'pact-1';
const AT = '2026-11-20T08:00:00.000Z';
const GONE_AT = '2026-11-20T09:00:00.000Z';

const names: Record<string, string> = { [ME]: 'Me', [RUTH]: 'Ruth', [TOM]: 'Tom' };

const pactOf = (id = PACT, more: Partial<Pact> = {}): Pact => ({
  id,
  habitGoalId: 'goal-1',
  habitName: 'Walk',
  status: 'active',
  pactType: 'accountability',
  durationDays: 30,
  creatorUserId: ME,
  members: [ME, RUTH, TOM].map((userId) => ({
    userId,
    userName: names[userId] ?? '',
    role: userId === ME ? 'creator' : 'partner',
    status: 'active',
  })),
  createdAt: AT,
  ...more,
});

const entry = (seq: number, more: Partial<PactActivity> = {}): PactActivity => ({
  id: `activity-${seq}`,
  seq,
  pactId: PACT,
  type: 'checkin_completed',
  userId: RUTH,
  data: { userName: 'Ruth', habitGoalId: 'goal-1', habitName: 'Walk', checkinId: `checkin-${seq}` },
  createdAt: AT,
  ...more,
});

const activity = (seq: number, more: Partial<PactActivity> = {}): PactMessage => {
  const { type: activityType, ...rest } = entry(seq, more);
  return { ...rest, type: 'PACT_ACTIVITY', activityType };
};

const checkin = (seq: number, userId = RUTH, day = '2026-11-20', at = AT): Checkin => ({
  id: `checkin-${seq}`,
  userId,
  habitGoalId: 'goal-1',
  day,
  status: 'completed',
  at,
});

const checkedIn = (seq: number): PactMessage => ({
  type: 'PARTNER_CHECKED_IN',
  pactId: PACT,
  userId: RUTH,
  userName: 'Ruth',
  checkin: checkin(seq),
  habitName: 'Walk',
  seq,
});

const milestone = (seq: number): PactMessage => ({
  type: 'STREAK_MILESTONE',
  pactId: PACT,
  userId: RUTH,
  userName: 'Ruth',
  habitGoalId: 'goal-1',
  streakDays: 7,
  seq,
});

const letterOf = (seq: number): Letter => ({
  id: `activity-${seq}`,
  seq,
  pactId: PACT,
  fromUserId: RUTH,
  toUserId: ME,
  checkinId: 'checkin-1',
  message: 'Well done',
});

const celebrated = (seq: number): PactMessage => ({
  type: 'CELEBRATION_RECEIVED',
  pactId: PACT,
  celebration: letterOf(seq),
  fromUserName: 'Ruth',
  message: 'Well done',
});

const encouraged = (seq: number): PactMessage => ({
  type: 'ENCOURAGEMENT_RECEIVED',
  pactId: PACT,
  encouragement: letterOf(seq),
  fromUserName: 'Ruth',
  message: 'Well done',
});

interface Joining {
  id?: string;
  seq?: number;
  epoch?: string;
  activities?: PactActivity[];
  here?: string[];
  resync?: boolean;
}

const joined = ({ id = PACT, seq = 0, epoch = 'e1', activities = [], here = [ME], resync = false }: Joining = {}) =>
  ({
    type: 'JOINED_PACT',
    pactId: id,
    pact: pactOf(id),
    members: pactOf(id).members.map((member) => ({
      ...member,
      completed: 1,
      due: 1,
      completionRate: 100,
      streak: { current: 1, longest: 1, freezesLeft: 1, atRisk: false, milestones: [] },
    })),
    presence: {
      count: here.length,
      here: here.map((userId) => ({ userId, userName: names[userId] ?? '' })),
      away: Object.entries(names)
        .filter(([userId]) => !here.includes(userId))
        .map(([userId, userName]) => ({ userId, userName })),
    },
    activities,
    epoch,
    seq,
    resync,
  }) satisfies PactMessage;

const partner = (type: 'PARTNER_JOINED_PACT' | 'PARTNER_LEFT_PACT', userId: string): PactMessage => ({
  type,
  pactId: PACT,
  userId,
  userName: names[userId] ?? '',
  lastSeen: GONE_AT,
});

/** What a store makes of messages, after `before`. Its own checks throw on what is not JSON. */
function after(messages: readonly PactMessage[], before: PactsState = { ...initialPactsState, me: ME }): PactsState {
  const store = configureStore({
    reducer: { pacts: pactsReducer },
    preloadedState: { pacts: before },
    middleware: (defaults) =>
      defaults({ serializableCheck: { warnAfter: 5_000 }, immutableCheck: { warnAfter: 5_000 } }),
  });
  for (const message of messages) store.dispatch(serverAction(message));
  return store.getState().pacts;
}

const seqs = (state: PactsState, pact = PACT): number[] => (state.pactActivities[pact] ?? []).map(({ seq }) => seq);

const EVERYTHING: readonly PactMessage[] = [
  joined({ seq: 2, activities: [entry(1), entry(2)], here: [ME, RUTH] }),
  partner('PARTNER_JOINED_PACT', TOM),
  checkedIn(3),
  activity(3),
  {
    type: 'CHECKIN_LOGGED',
    checkin: checkin(4, ME),
    streakUpdate: { before: 0, after: 1, isNewRecord: true },
    achievementsUnlocked: [],
  },
  activity(4, { userId: ME }),
  celebrated(5),
  activity(5, { type: 'celebration_sent' }),
  encouraged(6),
  activity(6, { type: 'encouragement_sent' }),
  milestone(7),
  activity(7, { type: 'streak_milestone' }),
  partner('PARTNER_LEFT_PACT', TOM),
];

describe('[SD6] the ten messages', () => {
  it('[SD6] are all understood, and leave nothing but JSON', () => {
    const state = after(EVERYTHING);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(state.currentPact?.id).toBe(PACT);
    expect(state.activePacts.map(({ id }) => id)).toEqual([PACT]);
    expect(seqs(state)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(state.partnerPresence[PACT]).toEqual({
      [RUTH]: { isOnline: true, lastSeen: null },
      [TOM]: { isOnline: false, lastSeen: GONE_AT },
    });
    expect(state.ownCheckins['goal-1']?.checkin.id).toBe('checkin-4');
    expect(state.letters.map(({ kind, fromUserName }) => [kind, fromUserName])).toEqual([
      ['celebration', 'Ruth'],
      ['encouragement', 'Ruth'],
    ]);
    const left = after([{ type: 'LEFT_PACT', pactId: PACT }], state);
    expect([left.currentPact, left.partnerPresence[PACT], seqs(left)]).toEqual([
      null,
      undefined,
      [7, 6, 5, 4, 3, 2, 1],
    ]);
  });

  it('[SD6] told twice, each at once or all again, change nothing', () => {
    const once = after(EVERYTHING);
    expect(after(EVERYTHING.flatMap((message) => [message, message]))).toEqual(once);
    // All but the snapshot and who is here: those say how it stands now.
    const again = EVERYTHING.filter(({ type }) => !/JOINED_PACT|LEFT_PACT/.test(type));
    expect(after(again, once)).toBe(once);
  });

  it('[SD6] told in another order come to the same', () => {
    const once = after(EVERYTHING);
    const [first, ...rest] = EVERYTHING;
    const isPresence = ({ type }: PactMessage): boolean => type.startsWith('PARTNER_') && type.endsWith('_PACT');
    for (const order of [[...rest].reverse(), [...rest].sort((one, other) => one.type.localeCompare(other.type))]) {
      const shuffled = [...order.filter((message) => !isPresence(message)), ...rest.filter(isPresence)];
      const state = after(first ? [first, ...shuffled] : []);
      expect(state.pactActivities).toEqual(once.pactActivities);
      expect(state.partnerPresence).toEqual(once.partnerPresence);
      expect(state.letters.map(({ id }) => id).sort()).toEqual(once.letters.map(({ id }) => id).sort());
    }
  });
});

describe('[SD6] the feed', () => {
  it('[SD6] has one item for a check-in that is told as a word and as an entry', () => {
    const word = after([joined(), checkedIn(1)]);
    expect(word.pactActivities[PACT]).toMatchObject([
      {
        seq: 1,
        type: 'checkin_completed',
        userId: RUTH,
        createdAt: AT,
        data: { habitName: 'Walk', day: '2026-11-20' },
      },
    ]);
    for (const state of [after([activity(1)], word), after([joined(), activity(1), checkedIn(1)])])
      expect(state.pactActivities[PACT]).toEqual([entry(1)]);
  });

  it('[SD6] has one item for what was taken back or noted later, beside that of the check-in', () => {
    const later = [activity(2, { type: 'note_changed' }), activity(3, { type: 'checkin_undone' })];
    const state = after([
      joined(),
      checkedIn(1),
      ...later,
      ...later,
      activity(1),
      activity(3, { type: 'checkin_undone' }),
    ]);
    expect(seqs(state)).toEqual([3, 2, 1]);
    expect(state.pactActivities[PACT]?.map(({ type }) => type)).toEqual([
      'checkin_undone',
      'note_changed',
      'checkin_completed',
    ]);
  });

  it('[SD6] is not forgotten when a pact is entered again', () => {
    const before = after([joined({ seq: 1, activities: [entry(1)] }), activity(2), activity(3)]);
    const again = after([joined({ seq: 5, activities: [entry(4), entry(5)] }), activity(4), activity(5)], before);
    expect(seqs(again)).toEqual([5, 4, 3, 2, 1]);
    const resynced = after([joined({ seq: 90, activities: [entry(90)], resync: true })], again);
    expect(seqs(resynced)).toEqual([90, 5, 4, 3, 2, 1]);
  });

  it('[SD6] begins anew with another numbering', () => {
    const before = after([joined({ seq: 3, activities: [entry(3)] })]);
    const renumbered = entry(1, { id: 'other' });
    const state = after([joined({ seq: 1, epoch: 'e2', activities: [renumbered] })], before);
    expect(state.pactActivities[PACT]).toEqual([renumbered]);
    expect(state.feedPositions[PACT]).toEqual({ epoch: 'e2', seq: 1 });
  });

  it(`[SD6] keeps the newest ${ACTIVITIES_MAX} entries and ${LETTERS_MAX} letters`, () => {
    const count = ACTIVITIES_MAX + 5;
    const state = after([joined(), ...Array.from({ length: count }, (_, nth) => activity(nth + 1))]);
    expect([seqs(state).length, seqs(state)[0], seqs(state).at(-1)]).toEqual([ACTIVITIES_MAX, count, 6]);
    const letters = after([joined(), ...Array.from({ length: LETTERS_MAX + 2 }, (_, nth) => celebrated(nth + 1))]);
    expect(letters.letters.map(({ seq }) => seq)).toEqual(Array.from({ length: LETTERS_MAX }, (_, nth) => nth + 3));
  });

  it('[SD6] follows who comes and goes, and that the pact ends', () => {
    const left = after([joined(), activity(1, { type: 'partner_left', userId: TOM })]);
    const statusOf = (state: PactsState): string | undefined =>
      state.currentPact?.members.find(({ userId }) => userId === TOM)?.status;
    expect([statusOf(left), left.activePacts[0]?.members[2]?.status]).toEqual(['left', 'left']);
    const ended = after([activity(2, { type: 'pact_completed', userId: ME })], left);
    expect([ended.activePacts, ended.currentPact?.status]).toEqual([[], 'completed']);
    // What happened before the snapshot stands in the snapshot already.
    expect(statusOf(after([joined({ seq: 1 }), activity(1, { type: 'partner_left', userId: TOM })]))).toBe('active');
  });
});

describe('[SD6] presence', () => {
  it('[SD6] is kept by pact and person, and never of oneself', () => {
    const state = after([
      joined({ here: [ME] }),
      joined({ id: 'pact-2', here: [ME, TOM] }),
      partner('PARTNER_JOINED_PACT', RUTH),
    ]);
    expect([isAnyPartnerOnline(state, PACT), isAnyPartnerOnline(state, 'pact-2')]).toEqual([true, true]);
    const gone = after([partner('PARTNER_LEFT_PACT', RUTH), partner('PARTNER_JOINED_PACT', ME)], state);
    expect([isAnyPartnerOnline(gone, PACT), isAnyPartnerOnline(gone, 'pact-2')]).toEqual([false, true]);
    expect(Object.keys(gone.partnerPresence[PACT] ?? {})).toEqual([RUTH, TOM]);
  });

  it('[SD6] after a reconnect is what the server says then', () => {
    const before = after([joined({ here: [ME, RUTH] })]);
    const state = after([joined({ here: [ME, TOM] })], before);
    expect(state.partnerPresence[PACT]).toMatchObject({ [RUTH]: { isOnline: false }, [TOM]: { isOnline: true } });
  });

  it('[SD6] knows when somebody was last here from the server alone', () => {
    const state = after([joined({ here: [ME, RUTH] }), partner('PARTNER_LEFT_PACT', RUTH)]);
    expect(state.partnerPresence[PACT]?.[RUTH]).toEqual({ isOnline: false, lastSeen: GONE_AT });
    const later = '2026-11-20T10:00:00.000Z';
    const seen = (lastSeen: string): PactsState => {
      const person = { id: RUTH, userName: 'Ruth', status: 'offline', lastSeen } as const;
      return pactsReducer(state, serverAction({ type: 'ACTIVE_CONNECTION_DISCONNECTED', ...person }));
    };
    expect(seen(AT)).toBe(state);
    expect(seen(later).partnerPresence[PACT]?.[RUTH]).toEqual({ isOnline: false, lastSeen: later });
    // Entering again does not take that back.
    expect(after([joined({ here: [ME] })], seen(later)).partnerPresence[PACT]?.[RUTH]?.lastSeen).toBe(later);
  });
});

describe('[SD6] the pact that is looked at', () => {
  it('[SD6] is the one that was asked for, though the server lets one into all', () => {
    const all = after([joined(), joined({ id: 'pact-2' }), joined({ id: 'pact-3' })]);
    expect([all.currentPact?.id, all.activePacts.length]).toEqual([PACT, 3]);
    const asked = pactsReducer(all, { type: 'CLIENT:JOIN_PACT', data: { pactId: 'pact-3' } });
    expect(asked.currentPact?.id).toBe('pact-3');
    const again = after([joined(), joined({ id: 'pact-2' })], asked);
    expect(again.currentPact?.id).toBe('pact-3');
  });

  it('a letter is shown once, whoever tells it again', () => {
    const state = pactsReducer(after([joined(), celebrated(1)]), pactsActions.letterShown('activity-1'));
    expect(after([celebrated(1), activity(1), celebrated(1)], state).letters).toEqual([]);
  });

  it('an earlier check-in of one’s own does not hide a later one', () => {
    const logged = (seq: number, day: string, at: string): PactMessage => ({
      type: 'CHECKIN_LOGGED',
      checkin: checkin(seq, ME, day, at),
      streakUpdate: { before: 0, after: seq, isNewRecord: true },
      achievementsUnlocked: [],
    });
    const state = after([
      logged(2, '2026-11-20', '2026-11-20T09:00:00.000Z'),
      logged(1, '2026-11-19', '2026-11-20T10:00:00.000Z'),
      logged(3, '2026-11-20', '2026-11-20T08:00:00.000Z'),
    ]);
    expect(state.ownCheckins['goal-1']?.checkin.id).toBe('checkin-2');
  });

  it('nothing of one person is left for the next', () => {
    const state = after(EVERYTHING);
    expect(pactsReducer(state, pactsActions.signedIn(ME))).toBe(state);
    expect(pactsReducer(state, pactsActions.signedIn(TOM))).toEqual({ ...initialPactsState, me: TOM });
    expect(pactsReducer(state, pactsActions.signedOut())).toEqual(initialPactsState);
  });
});
