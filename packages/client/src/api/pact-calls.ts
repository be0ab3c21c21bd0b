// The calls about habits: goals, pacts, check-ins, streaks, celebrations and encouragements.
import type {
  ActivityBody,
  CheckinId,
  CheckinLogged,
  Checkins,
  HabitGoal,
  HabitGoalBody,
  HabitGoalId,
  HabitGoals,
  NewCelebration,
  NewCheckin,
  NewEncouragement,
  NewHabitGoal,
  NewPact,
  NewPactInvite,
  Pact,
  PactActivities,
  PactActivity,
  PactBody,
  PactDetail,
  PactId,
  PactMade,
  Pacts,
  Streaks,
} from '../protocol/types.ts';
import { type Call, query } from './call.ts';
import { PAGE_SIZE } from './team-calls.ts';

/** Which check-ins: dates `YYYY-MM-DD`, both included, and how many dates a page. */
export interface CheckinDates {
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
}

/** Which activities: after a number, oldest first, or before one, newest first. */
export interface ActivitySpan {
  readonly since?: number | string;
  readonly before?: number | string;
  readonly limit?: number;
}

export const pactCalls = (call: Call) => ({
  fetchGoals: async (): Promise<HabitGoal[]> => (await call<HabitGoals>('GET', '/habit-goals')).habitGoals,
  createGoal: async (goal: NewHabitGoal): Promise<HabitGoal> =>
    (await call<HabitGoalBody>('POST', '/habit-goals', goal)).habitGoal,
  archiveGoal: (goal: HabitGoalId) => call<void>('DELETE', `/habit-goals/${goal}`),

  /** A page, newest first; `before` is the `next` of the page before. */
  fetchPacts: (before?: string, limit = PAGE_SIZE) => call<Pacts>('GET', `/pacts${query({ limit, before })}`),
  fetchPact: (pact: PactId) => call<PactDetail>('GET', `/pacts/${pact}`),
  createPact: (pact: NewPact) => call<PactMade>('POST', '/pacts', pact),
  inviteToPact: (pact: PactId, invite: NewPactInvite = {}) => call<PactMade>('POST', `/pacts/${pact}/invites`, invite),
  acceptPact: (pact: PactId) => take(call, pact, 'accept'),
  declinePact: (pact: PactId) => take(call, pact, 'decline'),
  abandonPact: (pact: PactId) => take(call, pact, 'abandon'),
  renewPact: (pact: PactId) => take(call, pact, 'renew'),
  fetchActivities: (pact: PactId, { since, before, limit = PAGE_SIZE }: ActivitySpan = {}) =>
    call<PactActivities>('GET', `/pacts/${pact}/activities${query({ since, before, limit })}`),

  /** The same `clientId` again answers as the first time. */
  logCheckin: (checkin: NewCheckin) => call<CheckinLogged>('POST', '/checkins', checkin),
  fetchCheckins: ({ from, to, limit }: CheckinDates = {}) =>
    call<Checkins>('GET', `/checkins${query({ from, to, limit })}`),
  deleteCheckin: (checkin: CheckinId) => call<void>('DELETE', `/checkins/${checkin}`),
  fetchStreaks: () => call<Streaks>('GET', '/streaks'),
  /** Twice is the same as once. */
  celebrate: async (checkin: CheckinId, celebration: NewCelebration = {}): Promise<PactActivity> =>
    (await call<ActivityBody>('POST', `/checkins/${checkin}/celebrate`, celebration)).activity,
  /** The same words to the same person on one date are one. */
  encourage: async (pact: PactId, encouragement: NewEncouragement): Promise<PactActivity> =>
    (await call<ActivityBody>('POST', `/pacts/${pact}/encourage`, encouragement)).activity,
});

async function take(call: Call, pact: PactId, step: 'accept' | 'decline' | 'abandon' | 'renew'): Promise<Pact> {
  return (await call<PactBody>('POST', `/pacts/${pact}/${step}`)).pact;
}
