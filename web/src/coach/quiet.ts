// Who has been quiet in a team, and for how long. Pure.
import type { TeamMember } from './coach-calls';

const DAY_MS = 24 * 60 * 60_000;
/** After so long without a sign a coach may want to write. */
export const QUIET_AFTER_MS = 3 * DAY_MS;

export interface QuietMember {
  readonly member: TeamMember;
  /** When they last did something; `undefined` for never. */
  readonly lastAt: Date | undefined;
}

/** Members without a sign for three days, the longest quiet first; coaches are not watched. */
export function quietMembers(members: readonly TeamMember[], nowMs: number): QuietMember[] {
  return members
    .filter(({ role }) => role === 'member')
    .map((member) => ({ member, lastAt: lastSignOf(member) }))
    .filter(({ lastAt }) => lastAt === undefined || nowMs - lastAt.getTime() > QUIET_AFTER_MS)
    .toSorted((a, b) => (a.lastAt?.getTime() ?? 0) - (b.lastAt?.getTime() ?? 0));
}

function lastSignOf({ lastSeen, lastPostAt }: TeamMember): Date | undefined {
  const signs = [lastSeen, lastPostAt].filter((at) => typeof at === 'string').map(Date.parse);
  return signs.length === 0 ? undefined : new Date(Math.max(...signs));
}
