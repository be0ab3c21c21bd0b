// The slice `pacts`: what the ten messages of the server about pacts make of a store. The same message twice, late, or
// after a reconnect changes nothing that it changed before.
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { Action, ServerAction } from '../live/action.ts';
import type { ActivityId, ActivityType, Checkin, CheckinStatus, Pact, PactId, UserId } from '../protocol/types.ts';
import { addEntry, addWord, advance, followEntry, putPact } from './pact-feed.ts';
import {
  initialPactsState,
  LETTERS_MAX,
  type PactItem,
  type PactsState,
  type PartnerPresence,
  type ReceivedLetter,
  TOLD_LETTERS_MAX,
} from './pacts-state.ts';

const ENTRY_OF: Record<CheckinStatus, ActivityType> = {
  completed: 'checkin_completed',
  partial: 'checkin_partial',
  skipped: 'checkin_skipped',
};

const slice = createSlice({
  name: 'pacts',
  initialState: initialPactsState,
  reducers: {
    /** Somebody signed in: what somebody else left is forgotten. */
    signedIn: (state, { payload }: PayloadAction<UserId>) =>
      state.me === payload ? state : { ...initialPactsState, me: payload },
    signedOut: () => initialPactsState,
    /** What `GET /api/v1/pacts` answered. */
    pactsLoaded: (state, { payload }: PayloadAction<Pact[]>) => {
      state.activePacts = payload.filter(({ status }) => status === 'active');
      const current = payload.find(({ id }) => id === state.currentPact?.id);
      if (current) state.currentPact = current;
    },
    /** Entries that were fetched, of one pact or several. */
    activitiesLoaded: (state, { payload }: PayloadAction<PactItem[]>) => {
      for (const item of payload) addEntry(state, item);
    },
    pactClosed: (state) => {
      state.openedPactId = null;
      state.currentPact = null;
    },
    letterShown: (state, { payload }: PayloadAction<ActivityId>) => {
      state.letters = state.letters.filter(({ id }) => id !== payload);
    },
  },
  extraReducers: (builder) => {
    builder
      .addCase('CLIENT:JOIN_PACT', (state, { data }: Action<'CLIENT:JOIN_PACT', { pactId: PactId }>) => {
        state.openedPactId = data?.pactId ?? null;
        state.currentPact = state.activePacts.find(({ id }) => id === data?.pactId) ?? null;
      })
      .addCase('SERVER:JOINED_PACT', joined)
      .addCase('SERVER:LEFT_PACT', (state, { data }: ServerAction<'LEFT_PACT'>) => {
        // Who is not in the room is told nothing of who is.
        delete state.partnerPresence[data.pactId];
        if (state.currentPact?.id === data.pactId) state.currentPact = null;
        if (state.openedPactId === data.pactId) state.openedPactId = null;
      })
      .addCase('SERVER:PARTNER_JOINED_PACT', (state, { data }: ServerAction<'PARTNER_JOINED_PACT'>) => {
        setPresence(state, data.pactId, data.userId, true);
      })
      .addCase('SERVER:PARTNER_LEFT_PACT', (state, { data }: ServerAction<'PARTNER_LEFT_PACT'>) => {
        setPresence(state, data.pactId, data.userId, false);
        seenAt(state, data.userId, data.lastSeen);
      })
      .addCase('SERVER:CHECKIN_LOGGED', (state, { data }: ServerAction<'CHECKIN_LOGGED'>) => {
        const known = state.ownCheckins[data.checkin.habitGoalId];
        if (known && isBehind(data.checkin, known.checkin)) return;
        state.ownCheckins[data.checkin.habitGoalId] = data;
      })
      .addCase('SERVER:PARTNER_CHECKED_IN', (state, { data }: ServerAction<'PARTNER_CHECKED_IN'>) => {
        const { pactId, seq, userId, userName, habitName, checkin } = data;
        const type = ENTRY_OF[checkin.status];
        const about = {
          userName,
          habitName,
          habitGoalId: checkin.habitGoalId,
          checkinId: checkin.id,
          day: checkin.day,
        };
        addWord(state, { id: idOfWord(pactId, seq), seq, pactId, type, userId, data: about, createdAt: checkin.at });
      })
      .addCase('SERVER:CELEBRATION_RECEIVED', (state, { data }: ServerAction<'CELEBRATION_RECEIVED'>) => {
        received(state, { ...data.celebration, kind: 'celebration', fromUserName: data.fromUserName });
      })
      .addCase('SERVER:ENCOURAGEMENT_RECEIVED', (state, { data }: ServerAction<'ENCOURAGEMENT_RECEIVED'>) => {
        received(state, { ...data.encouragement, kind: 'encouragement', fromUserName: data.fromUserName });
      })
      .addCase('SERVER:STREAK_MILESTONE', (state, { data }: ServerAction<'STREAK_MILESTONE'>) => {
        const { pactId, seq, userId, userName, habitGoalId, streakDays } = data;
        const about = { userName, habitGoalId, streakDays };
        const id = idOfWord(pactId, seq);
        addWord(state, { id, seq, pactId, type: 'streak_milestone', userId, data: about, createdAt: null });
      })
      .addCase('SERVER:PACT_ACTIVITY', (state, { data }: ServerAction<'PACT_ACTIVITY'>) => {
        addEntry(state, data);
        if (advance(state, data.pactId, data.seq)) followEntry(state, data);
      })
      .addCase(
        'SERVER:ACTIVE_CONNECTION_DISCONNECTED',
        (state, { data }: ServerAction<'ACTIVE_CONNECTION_DISCONNECTED'>) => seenAt(state, data.id, data.lastSeen),
      )
      .addCase('SERVER:ACTIVE_CONNECTION_LOGGED_OUT', (state, { data }: ServerAction<'ACTIVE_CONNECTION_LOGGED_OUT'>) =>
        seenAt(state, data.id, data.lastSeen),
      );
  },
});

function joined(state: PactsState, { data }: ServerAction<'JOINED_PACT'>): void {
  const { pactId, pact, presence, activities, epoch, seq } = data;
  const position = state.feedPositions[pactId];
  // Another numbering is another feed; the same one goes on, and nothing of it is forgotten.
  if (position && position.epoch !== epoch) state.pactActivities[pactId] = [];
  if (!position || position.epoch !== epoch) state.feedPositions[pactId] = { epoch, seq };
  else position.seq = Math.max(position.seq, seq);
  for (const activity of activities) addEntry(state, activity);
  state.pactActivities[pactId] ??= [];

  const { openedPactId, currentPact } = state;
  if (openedPactId === null ? currentPact === null : openedPactId === pactId) state.currentPact = pact;
  putPact(state, pact);

  const before = state.partnerPresence[pactId] ?? {};
  const now: { [userId: UserId]: PartnerPresence } = {};
  const others = [...presence.here, ...presence.away].filter(({ userId }) => userId !== state.me);
  const here = new Set(presence.here.map(({ userId }) => userId));
  for (const { userId, lastSeen } of others) {
    now[userId] = { isOnline: here.has(userId), lastSeen: lastSeen ?? before[userId]?.lastSeen ?? null };
  }
  state.partnerPresence[pactId] = now;
}

function setPresence(state: PactsState, pactId: PactId, userId: UserId, isOnline: boolean): void {
  if (userId === state.me) return;
  const people = (state.partnerPresence[pactId] ??= {});
  const known = people[userId];
  if (known) known.isOnline = isOnline;
  else people[userId] = { isOnline, lastSeen: null };
}

function received(state: PactsState, letter: ReceivedLetter): void {
  const { id, seq, pactId, fromUserId: userId, toUserId, checkinId, message } = letter;
  const data = {
    userName: letter.fromUserName,
    targetUserId: toUserId,
    ...(checkinId !== undefined && { checkinId }),
    ...(message !== undefined && { message }),
  };
  const type = letter.kind === 'celebration' ? 'celebration_sent' : 'encouragement_sent';
  addWord(state, { id, seq, pactId, type, userId, data, createdAt: null });
  if (state.toldLetters.includes(id)) return;
  state.toldLetters.push(id);
  if (state.toldLetters.length > TOLD_LETTERS_MAX) state.toldLetters.shift();
  state.letters.push(letter);
  if (state.letters.length > LETTERS_MAX) state.letters.shift();
}

/** Somebody was last here then, as far as is known; in every pact with them. */
function seenAt(state: PactsState, userId: UserId, lastSeen: string | undefined): void {
  if (lastSeen === undefined) return;
  for (const people of Object.values(state.partnerPresence)) {
    const person = people[userId];
    if (person && (person.lastSeen === null || person.lastSeen < lastSeen)) person.lastSeen = lastSeen;
  }
}

/** A name for an entry that is not told yet: of its own, and the same whenever it is told. */
const idOfWord = (pactId: PactId, seq: number): string => `${pactId}:${seq}`;

/** Of an earlier date, an earlier word about the same one, or the same word again. */
function isBehind(checkin: Checkin, known: Checkin): boolean {
  if (checkin.day !== known.day) return checkin.day < known.day;
  if (checkin.at !== known.at) return checkin.at < known.at;
  return checkin.status === known.status && checkin.notes === known.notes;
}

export const pactsReducer = slice.reducer;
export const pactsActions = slice.actions;

/** Whether anybody else of a pact is here. */
export const isAnyPartnerOnline = (state: PactsState, pactId: PactId): boolean =>
  Object.values(state.partnerPresence[pactId] ?? {}).some(({ isOnline }) => isOnline);
