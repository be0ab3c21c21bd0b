// Checks of what the server tells about pacts: who is in them, how they stand, and what happens there.
import type {
  ActivityData,
  ActivityType,
  Checkin,
  CheckinStatus,
  Letter,
  Proof,
  MemberStatus,
  Pact,
  PactActivity,
  PactMember,
  PactMemberProgress,
  PactMessage,
  PactPerson,
  PactPresence,
  PactRole,
  PactStatus,
  Reference,
  StreakNow,
  StreakUpdate,
} from '../protocol/types.ts';
import {
  type Check,
  type Fields,
  isAmount,
  isAnyOf,
  isCount,
  isEither,
  isFlag,
  isListOf,
  isOneOf,
  isRecordOf,
  isText,
  isTime,
  orAbsent,
} from './checks.ts';

type Kind = PactMessage['type'];
type Of<K extends Kind> = Extract<PactMessage, { type: K }>;

const isReference: Check<Reference> = isEither(Number.isSafeInteger as Check<number>, isText);
const isPactStatus: Check<PactStatus> = isOneOf(['pending', 'active', 'completed', 'abandoned', 'expired']);
const isPactRole: Check<PactRole> = isOneOf(['creator', 'partner']);
const isMemberStatus: Check<MemberStatus> = isOneOf(['pending', 'active', 'done', 'declined', 'expired', 'left']);
const isCheckinStatus: Check<CheckinStatus> = isOneOf(['completed', 'partial', 'skipped']);

const isActivityType = isAnyOf<ActivityType>({
  checkin_completed: true,
  checkin_partial: true,
  checkin_skipped: true,
  checkin_undone: true,
  note_changed: true,
  celebration_sent: true,
  encouragement_sent: true,
  proof_added: true,
  streak_milestone: true,
  streak_broken: true,
  partner_joined: true,
  partner_declined: true,
  partner_left: true,
  pact_started: true,
  pact_completed: true,
  pact_abandoned: true,
  pact_expired: true,
});

const isActivityData = isRecordOf<ActivityData>({
  userName: isText,
  habitGoalId: isText,
  habitName: isText,
  checkinId: orAbsent(isText),
  day: orAbsent(isText),
  targetUserId: orAbsent(isText),
  message: orAbsent(isText),
  streakDays: orAbsent(isCount),
});

const isActivity = isRecordOf<PactActivity>({
  id: isText,
  seq: isCount,
  pactId: isText,
  type: isActivityType,
  userId: isText,
  data: isActivityData,
  createdAt: isTime,
});

const member: Fields<PactMember> = { userId: isText, userName: isText, role: isPactRole, status: isMemberStatus };

const isStreak = isRecordOf<StreakNow>({
  current: isCount,
  longest: isCount,
  freezesLeft: isCount,
  atRisk: isFlag,
  milestones: isListOf(isCount),
});

const isProgress = isRecordOf<PactMemberProgress>({
  ...member,
  completed: isCount,
  due: isCount,
  completionRate: isAmount,
  streak: isStreak,
});

const isPact = isRecordOf<Pact>({
  id: isText,
  habitGoalId: isText,
  habitName: isText,
  status: isPactStatus,
  pactType: isText,
  durationDays: isCount,
  consequence: orAbsent(isText),
  creatorUserId: isText,
  startDate: orAbsent(isText),
  endDate: orAbsent(isText),
  endsAt: orAbsent(isTime),
  renews: orAbsent(isText),
  members: isListOf(isRecordOf<PactMember>(member)),
  createdAt: isTime,
});

const isProof = isRecordOf<Proof>({ id: isText, url: isText, thumbnailUrl: isText, width: isCount, height: isCount });

const isCheckin = isRecordOf<Checkin>({
  id: isText,
  userId: isText,
  habitGoalId: isText,
  day: isText,
  status: isCheckinStatus,
  notes: orAbsent(isText),
  at: isTime,
  proofs: orAbsent(isListOf(isProof)),
});

const isLetter = isRecordOf<Letter>({
  id: isText,
  seq: isCount,
  pactId: isText,
  fromUserId: isText,
  toUserId: isText,
  checkinId: orAbsent(isText),
  message: orAbsent(isText),
});

const isPerson = isRecordOf<PactPerson>({ userId: isText, userName: isText, lastSeen: orAbsent(isTime) });

const someone = { pactId: isText, userId: isText, userName: isText };

/** A check for each kind of message about pacts. */
export const pactChecks: { [K in Kind]: Check<Of<K>> } = {
  JOINED_PACT: isRecordOf<Of<'JOINED_PACT'>>({
    type: isOneOf(['JOINED_PACT']),
    ref: orAbsent(isReference),
    pactId: isText,
    pact: isPact,
    members: isListOf(isProgress),
    presence: isRecordOf<PactPresence>({ count: isCount, here: isListOf(isPerson), away: isListOf(isPerson) }),
    activities: isListOf(isActivity),
    epoch: isText,
    seq: isCount,
    resync: isFlag,
  }),
  LEFT_PACT: isRecordOf<Of<'LEFT_PACT'>>({ type: isOneOf(['LEFT_PACT']), ref: orAbsent(isReference), pactId: isText }),
  PARTNER_JOINED_PACT: isRecordOf<Of<'PARTNER_JOINED_PACT'>>({ type: isOneOf(['PARTNER_JOINED_PACT']), ...someone }),
  PARTNER_LEFT_PACT: isRecordOf<Of<'PARTNER_LEFT_PACT'>>({
    type: isOneOf(['PARTNER_LEFT_PACT']),
    ...someone,
    lastSeen: isTime,
  }),
  CHECKIN_LOGGED: isRecordOf<Of<'CHECKIN_LOGGED'>>({
    type: isOneOf(['CHECKIN_LOGGED']),
    ref: orAbsent(isReference),
    checkin: isCheckin,
    streakUpdate: isRecordOf<StreakUpdate>({
      before: isCount,
      after: isCount,
      isNewRecord: isFlag,
      milestone: orAbsent(isCount),
    }),
    achievementsUnlocked: isListOf(isText),
  }),
  PARTNER_CHECKED_IN: isRecordOf<Of<'PARTNER_CHECKED_IN'>>({
    type: isOneOf(['PARTNER_CHECKED_IN']),
    ...someone,
    checkin: isCheckin,
    habitName: isText,
    seq: isCount,
  }),
  CELEBRATION_RECEIVED: isRecordOf<Of<'CELEBRATION_RECEIVED'>>({
    type: isOneOf(['CELEBRATION_RECEIVED']),
    pactId: isText,
    celebration: isLetter,
    fromUserName: isText,
    message: orAbsent(isText),
  }),
  ENCOURAGEMENT_RECEIVED: isRecordOf<Of<'ENCOURAGEMENT_RECEIVED'>>({
    type: isOneOf(['ENCOURAGEMENT_RECEIVED']),
    pactId: isText,
    encouragement: isLetter,
    fromUserName: isText,
    message: orAbsent(isText),
  }),
  STREAK_MILESTONE: isRecordOf<Of<'STREAK_MILESTONE'>>({
    type: isOneOf(['STREAK_MILESTONE']),
    ...someone,
    habitGoalId: isText,
    streakDays: isCount,
    seq: isCount,
  }),
  PACT_ACTIVITY: isRecordOf<Of<'PACT_ACTIVITY'>>({
    type: isOneOf(['PACT_ACTIVITY']),
    id: isText,
    seq: isCount,
    pactId: isText,
    activityType: isActivityType,
    userId: isText,
    data: isActivityData,
    createdAt: isTime,
  }),
};
