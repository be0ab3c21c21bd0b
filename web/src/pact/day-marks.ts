// What each person said of each date, put together from what happened in the pact and from the reader's own check-ins.
// Pure. The feed keeps what was told: what was taken back is told as an entry of its own.
import type { Checkin, CheckinId, CheckinStatus, HabitGoalId, PactActivity, UserId } from '@kith/client';
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

/** What somebody last said of each date and did not take back, by the entries, the oldest first. */
export function marksOf(activities: readonly PactActivity[], user: UserId): Marks {
  const marks = new Map<Day, CheckinStatus>();
  for (const activity of activities) {
    const status = statusOf(activity);
    const { day } = activity.data;
    if (activity.userId !== user || day === undefined) continue;
    if (status) marks.set(day, status);
    else if (activity.type === 'checkin_undone') marks.delete(day);
  }
  return marks;
}

/** The check-ins that were taken back. */
export function undoneIn(activities: readonly PactActivity[]): ReadonlySet<CheckinId> {
  const ids = activities.flatMap(({ type, data }) =>
    type === 'checkin_undone' && data.checkinId !== undefined ? [data.checkinId] : [],
  );
  return new Set(ids);
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
