// People, pacts and entries for the tests and for the gallery.
import type {
  ActivityType,
  Checkin,
  HabitGoal,
  MemberStatus,
  Pact,
  PactActivity,
  PactMember,
  PactMemberProgress,
  PactStatus,
  User,
} from '@kith/client';

export const TODAY = '2026-11-23';
export const NOW = '2026-11-23T12:00:00.000Z';

export const MARGARET: User = {
  id: 'margaret',
  userName: 'Margaret Oduya',
  email: 'margaret@kith.example',
  timezone: 'UTC',
  createdAt: '2026-11-01T08:00:00.000Z',
};

export const NAMES: Record<string, string> = {
  margaret: 'Margaret Oduya',
  ruth: 'Ruth Abernathy',
  walter: 'Walter Kim',
  josephine: 'Josephine Oyelaran-Whittaker',
  bartholomew: 'Bartholomew Featherstonehaugh-Montgomery',
};

export function member(userId: string, status: MemberStatus = 'active'): PactMember {
  return { userId, userName: NAMES[userId] ?? userId, role: userId === 'margaret' ? 'creator' : 'partner', status };
}

export function pact(status: PactStatus, members: PactMember[], more: Partial<Pact> = {}): Pact {
  const isStarted = status === 'active' || status === 'completed';
  return {
    id: `pact-${status}`,
    habitGoalId: 'walk',
    habitName: 'A walk, every day',
    status,
    pactType: 'accountability',
    durationDays: 30,
    creatorUserId: 'margaret',
    ...(isStarted && { startDate: '2026-11-16', endDate: '2026-12-15', endsAt: '2026-12-17T12:00:00.000Z' }),
    members,
    createdAt: '2026-11-15T08:00:00.000Z',
    ...more,
  };
}

export function progress(userId: string, completed: number, due: number, current = completed): PactMemberProgress {
  return {
    ...member(userId),
    completed,
    due,
    completionRate: due === 0 ? 0 : Math.floor((completed * 100) / due),
    streak: { current, longest: current, freezesLeft: 1, atRisk: false, milestones: [] },
  };
}

export function activity(
  seq: number,
  type: ActivityType,
  userId: string,
  data: Partial<PactActivity['data']> = {},
  createdAt = '2026-11-23T08:12:00.000Z',
): PactActivity {
  return {
    id: `activity-${seq}`,
    seq,
    pactId: 'pact-active',
    type,
    userId,
    data: { userName: NAMES[userId] ?? userId, habitGoalId: 'walk', habitName: 'A walk, every day', ...data },
    createdAt,
  };
}

export function checkin(status: Checkin['status'], notes?: string, day = TODAY): Checkin {
  return {
    id: `checkin-${day}`,
    userId: 'margaret',
    habitGoalId: 'walk',
    day,
    status,
    ...(notes !== undefined && { notes }),
    at: NOW,
  };
}

export const WALK: HabitGoal = {
  id: 'walk',
  name: 'A walk, every day',
  frequencyType: 'daily',
  goalType: 'build_good',
  archived: false,
  createdAt: NOW,
};

/** A week in the life of a pact. */
export const WEEK: readonly PactActivity[] = [
  activity(1, 'partner_joined', 'ruth', {}, '2026-11-16T07:00:00.000Z'),
  activity(2, 'pact_started', 'ruth', {}, '2026-11-16T07:00:00.000Z'),
  activity(3, 'checkin_completed', 'margaret', { checkinId: 'm1', day: '2026-11-16' }, '2026-11-16T18:00:00.000Z'),
  activity(4, 'checkin_partial', 'ruth', { checkinId: 'r1', day: '2026-11-17' }, '2026-11-17T18:00:00.000Z'),
  activity(
    5,
    'checkin_skipped',
    'ruth',
    { checkinId: 'r2', day: '2026-11-18', message: 'My knee says no.' },
    '2026-11-18T18:00:00.000Z',
  ),
  activity(
    6,
    'encouragement_sent',
    'margaret',
    { targetUserId: 'ruth', message: 'Rest that knee. See you tomorrow.' },
    '2026-11-18T19:00:00.000Z',
  ),
  activity(7, 'checkin_completed', 'ruth', { checkinId: 'r3', day: '2026-11-22' }, '2026-11-22T18:00:00.000Z'),
  activity(8, 'streak_milestone', 'ruth', { streakDays: 7, checkinId: 'r3' }, '2026-11-22T18:00:00.000Z'),
  activity(9, 'celebration_sent', 'margaret', { targetUserId: 'ruth', checkinId: 'r3' }, '2026-11-22T19:00:00.000Z'),
  activity(10, 'checkin_completed', 'ruth', {
    checkinId: 'r4',
    day: TODAY,
    message: 'Drizzle, but the ducks came out.',
  }),
];
