// The calls of a coach: the goals of a counter, and who is in the team.
import { call } from '../api/call';
import type { CounterTotal, Role, TeamId, Thresholds, UserId } from '@kith/client';

/** Somebody in a team, as its coach is told. */
export interface TeamMember {
  readonly userId: UserId;
  readonly userName: string;
  readonly role: Role;
  /** When they were last connected, RFC 3339; absent for never. */
  readonly lastSeen?: string;
  /** When they last wrote a post. */
  readonly lastPostAt?: string;
}

export const coachKeys = { members: (team: TeamId) => ['members', team] as const };

export const fetchMembers = async (team: TeamId): Promise<TeamMember[]> =>
  (await call<{ members: TeamMember[] }>('GET', `/teams/${team}/members`)).members;

/** Takes the place of the goals that are not reached yet. */
export const setThresholds = (team: TeamId, counter: string, goals: Thresholds): Promise<CounterTotal> =>
  call('PUT', `/teams/${team}/counters/${encodeURIComponent(counter)}/thresholds`, goals);
