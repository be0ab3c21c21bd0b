// How a pact stands for one reader: where it belongs in their list, who the others are, how far it has come. Pure.
import type { HabitGoal, Pact, PactMember, PactMemberProgress, UserId } from '@kith/client';
import { type Day, daysFrom } from './local-day';

/** Where a pact stands in the reader's list. */
export type PactGroup = 'asked' | 'running' | 'waiting' | 'ended';

/** What a streak counts, where it is known. */
export type StreakUnit = 'day' | 'week' | undefined;

export function groupOf(pact: Pact, me: UserId): PactGroup {
  const seat = seatOf(pact, me);
  const isOpen = pact.status === 'pending' || pact.status === 'active';
  if (!isOpen || seat === undefined) return 'ended';
  if (seat.status === 'pending') return 'asked';
  if (seat.status !== 'active') return 'ended';
  return pact.status === 'active' ? 'running' : 'waiting';
}

export function grouped(pacts: readonly Pact[], me: UserId): Record<PactGroup, Pact[]> {
  const groups: Record<PactGroup, Pact[]> = { asked: [], running: [], waiting: [], ended: [] };
  for (const pact of pacts) groups[groupOf(pact, me)].push(pact);
  return groups;
}

export function seatOf(pact: Pact, user: UserId): PactMember | undefined {
  return pact.members.find((member) => member.userId === user);
}

/** The others who are in it, or were until its end. */
export function partnersOf<M extends PactMember>(members: readonly M[], me: UserId): M[] {
  return members.filter(({ userId, status }) => userId !== me && (status === 'active' || status === 'done'));
}

/** The others who have not answered yet. */
export function unanswered<M extends PactMember>(members: readonly M[], me: UserId): M[] {
  return members.filter(({ userId, status }) => userId !== me && status === 'pending');
}

/** The streak that everybody has: that of whoever has the shortest. 0 where somebody is alone. */
export function togetherFor(members: readonly PactMemberProgress[]): number {
  const present = members.filter(({ status }) => status === 'active' || status === 'done');
  return present.length < 2 ? 0 : Math.min(...present.map(({ streak }) => streak.current));
}

/** The how-manieth date of a pact it is, from 1 to its length; 0 before it starts. */
export function dayNumber({ startDate, durationDays }: Pact, today: Day): number {
  if (startDate === undefined) return 0;
  return Math.min(durationDays, Math.max(0, daysFrom(startDate, today) + 1));
}

export function isWithin({ startDate, endDate }: Pact, day: Day): boolean {
  return startDate !== undefined && endDate !== undefined && startDate <= day && day <= endDate;
}

/** Of a habit of one's own; of another one's it is not told. */
export function unitOf(goal: HabitGoal | undefined): StreakUnit {
  if (!goal) return undefined;
  const isByDay = goal.frequencyType === 'daily' || (goal.targetDaysOfWeek?.length ?? 0) > 0;
  return isByDay ? 'day' : 'week';
}
