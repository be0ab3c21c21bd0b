// What each person said of each date, put together from what happened in the pact and from the reader's own check-ins.
// Pure. What somebody took back is gone from their own check-ins; the feed of others does not tell it.
import type { Checkin, CheckinStatus, HabitGoalId, PactActivity, UserId } from '@kith/client';
import { type Day, plusDays } from './local-day';

export type Marks = ReadonlyMap<Day, CheckinStatus>;

const STATUS: Partial<Record<PactActivity['type'], CheckinStatus>> = {
  checkin_completed: 'completed',
  checkin_partial: 'partial',
  checkin_skipped: 'skipped',
};

export function statusOf(activity: PactActivity): CheckinStatus | undefined {
  return STATUS[activity.type];
}

/** What somebody last said of each date, by the entries, the oldest first. */
export function marksOf(activities: readonly PactActivity[], user: UserId): Marks {
  const marks = new Map<Day, CheckinStatus>();
  for (const activity of activities) {
    const status = statusOf(activity);
    if (status && activity.userId === user && activity.data.day !== undefined) marks.set(activity.data.day, status);
  }
  return marks;
}

export function ownMarks(checkins: readonly Checkin[], goal: HabitGoalId): Marks {
  return new Map(checkins.filter((one) => one.habitGoalId === goal).map(({ day, status }) => [day, status]));
}

/** The check-ins that somebody has celebrated, by what the feed tells. */
export function celebratedBy(activities: readonly PactActivity[], user: UserId): ReadonlySet<string> {
  const ids = activities.flatMap(({ type, userId, data }) =>
    type === 'celebration_sent' && userId === user && data.checkinId !== undefined ? [data.checkinId] : [],
  );
  return new Set(ids);
}

/** What somebody said of today. Where it is tomorrow for them already, that is their today. */
export function todayOf(marks: Marks, today: Day): CheckinStatus | undefined {
  return marks.get(plusDays(today, 1)) ?? marks.get(today);
}
