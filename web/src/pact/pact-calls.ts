// The calls of the pacts: habits, pacts, check-ins, what happened, celebrations and friends.
import { call } from '../api/call';
import type {
  ActivityBody,
  Checkin,
  CheckinId,
  Checkins,
  Connections,
  HabitGoal,
  HabitGoalBody,
  HabitGoals,
  ListedConnection,
  NewHabitGoal,
  NewPact,
  Pact,
  PactActivities,
  PactActivity,
  PactBody,
  PactDetail,
  PactId,
  PactMade,
  Pacts,
  UserId,
} from '@kith/client';

/** Activities a page. */
export const ACTIVITY_PAGE = 20;
/** The most that the server gives at once, of anything. */
export const PAGE_MAX = 99;

/** What a pact's code says before anybody has accepted it. */
export interface PactPreview {
  habitName: string;
  creatorName: string;
  expiresAt: string;
}

export type PactStep = 'accept' | 'decline' | 'abandon' | 'renew';

export function fetchPacts(before?: string): Promise<Pacts> {
  const query = new URLSearchParams({ limit: String(PAGE_MAX) });
  if (before !== undefined) query.set('before', before);
  return call('GET', `/pacts?${query}`);
}

export const fetchPact = (pact: PactId): Promise<PactDetail> => call('GET', `/pacts/${pact}`);

export const createPact = (pact: NewPact): Promise<PactMade> => call('POST', '/pacts', pact);

/** A new code for a pact of one's own; those who are asked have 14 days again. */
export const createPactInvite = (pact: PactId): Promise<PactMade> => call('POST', `/pacts/${pact}/invites`, {});

export const takePactStep = async (pact: PactId, step: PactStep): Promise<Pact> =>
  (await call<PactBody>('POST', `/pacts/${pact}/${step}`)).pact;

export const acceptPactCode = async (code: string): Promise<Pact> =>
  (await call<PactBody>('POST', `/invites/${encodeURIComponent(code)}/accept`, {})).pact;

/** Newest first, those before `before`. */
export const fetchActivities = (pact: PactId, before?: number): Promise<PactActivities> =>
  call(
    'GET',
    `/pacts/${pact}/activities?limit=${ACTIVITY_PAGE}${before === undefined ? '' : `&before=${String(before)}`}`,
  );

/** Oldest first, those after `since`. */
export const fetchActivitiesSince = (pact: PactId, since: number): Promise<PactActivities> =>
  call('GET', `/pacts/${pact}/activities?limit=${PAGE_MAX}&since=${since}`);

export const takeBackCheckin = (checkin: CheckinId): Promise<unknown> => call('DELETE', `/checkins/${checkin}`);

/** The reader's own, of all their habits, from one date to another; at most 99 dates. */
export const fetchCheckins = async (from: string, to: string): Promise<Checkin[]> =>
  (await call<Checkins>('GET', `/checkins?from=${from}&to=${to}&limit=${PAGE_MAX}`)).checkins;

export const encourage = async (pact: PactId, targetUserId: UserId, message: string): Promise<PactActivity> =>
  (await call<ActivityBody>('POST', `/pacts/${pact}/encourage`, { targetUserId, message })).activity;

export const fetchGoals = async (): Promise<HabitGoal[]> => (await call<HabitGoals>('GET', '/habit-goals')).habitGoals;

export const createGoal = async (goal: NewHabitGoal): Promise<HabitGoal> =>
  (await call<HabitGoalBody>('POST', '/habit-goals', goal)).habitGoal;

export const fetchConnections = async (): Promise<ListedConnection[]> =>
  (await call<Connections>('GET', '/connections')).connections;
