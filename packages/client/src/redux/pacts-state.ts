// What a store knows of pacts. Texts, numbers and flags only: the store can be saved as JSON and read again. Every time
// in it is the server's.
import type {
  ActivityData,
  ActivityId,
  Checkin,
  HabitGoalId,
  Letter,
  Pact,
  PactActivity,
  PactId,
  StreakUpdate,
  UserId,
} from '../protocol/types.ts';

/** So many entries of a pact are kept; beyond, the oldest is forgotten and can be fetched. */
export const ACTIVITIES_MAX = 500;
/** So many letters wait to be shown; beyond, the oldest is forgotten. It stands in the feed all the same. */
export const LETTERS_MAX = 50;
/** So many letters are remembered as told; beyond, the oldest is forgotten. */
export const TOLD_LETTERS_MAX = 200;

/** An entry of a pact's feed; `seq` names it within its pact. */
export type PactItem = Omit<PactActivity, 'data' | 'createdAt'> & {
  data: Partial<ActivityData>;
  /** `null` until the entry itself is told, where the word that came before it has no time. */
  createdAt: string | null;
};

/** Whether somebody is here. */
export interface PartnerPresence {
  isOnline: boolean;
  /** When they were last here, if the server said. */
  lastSeen: string | null;
}

/** How far the feed of a pact was told. */
export interface FeedPosition {
  epoch: string;
  seq: number;
}

/** What came of one's own last check-in on a habit. */
export interface OwnCheckin {
  checkin: Checkin;
  streakUpdate: StreakUpdate;
  achievementsUnlocked: string[];
}

/** A celebration or an encouragement that was not shown yet. */
export interface ReceivedLetter extends Letter {
  kind: 'celebration' | 'encouragement';
  fromUserName: string;
}

export interface PactsState {
  /** Whose store this is, so that they are not their own partner. */
  me: UserId | null;
  activePacts: Pact[];
  /** The one that is looked at. */
  currentPact: Pact | null;
  /** The one that was asked for with `CLIENT:JOIN_PACT`; others are entered by the server. */
  openedPactId: PactId | null;
  /** Newest first. */
  pactActivities: { [pactId: PactId]: PactItem[] };
  /** By pact and person; a pact may have more than two. */
  partnerPresence: { [pactId: PactId]: { [userId: UserId]: PartnerPresence } };
  feedPositions: { [pactId: PactId]: FeedPosition };
  ownCheckins: { [habitGoalId: HabitGoalId]: OwnCheckin };
  /** Oldest first. */
  letters: ReceivedLetter[];
  /** Those that were told, shown or not: none is told twice. */
  toldLetters: ActivityId[];
}

export const initialPactsState: PactsState = {
  me: null,
  activePacts: [],
  currentPact: null,
  openedPactId: null,
  pactActivities: {},
  partnerPresence: {},
  feedPositions: {},
  ownCheckins: {},
  letters: [],
  toldLetters: [],
};
