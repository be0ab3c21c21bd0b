// The sentences of the wizard.
import type { NewHabitGoal } from '@kith/client';

export const STEP_TITLES = ['What would you like to keep up?', 'For how long?', 'With whom?'] as const;

export const PROBLEMS = {
  habit: 'Please choose a habit, or write your own.',
  name: 'Please give your habit a name.',
  nameTooLong: 'Please find a shorter name, of at most 80 letters.',
  weekdays: 'Please choose at least one day of the week.',
  length: 'Please choose how long the pact is.',
  tooMany: 'A pact is for at most five friends. Please choose fewer.',
} as const;

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
/** Of the days of the week, Monday first, by their numbers on the wire. */
export const WEEKDAY_ORDER = [1, 2, 3, 4, 5, 6, 0] as const;

export function weekdayName(day: number): string {
  return WEEKDAYS[day] ?? '';
}

/** "every day", "3 times a week", "on Monday and Thursday". */
export function frequencyWords({ frequencyType, frequencyCount, targetDaysOfWeek }: NewHabitGoal): string {
  if (targetDaysOfWeek && targetDaysOfWeek.length > 0) {
    const days = WEEKDAY_ORDER.filter((day) => targetDaysOfWeek.includes(day)).map(weekdayName);
    return days.length === 1 ? `on ${days[0]}` : `on ${days.slice(0, -1).join(', ')} and ${days.at(-1)}`;
  }
  if (frequencyType === 'daily') return 'every day';
  return timesAWeek(frequencyCount ?? 1);
}

export function timesAWeek(count: number): string {
  if (count === 1) return 'once a week';
  return count === 2 ? 'twice a week' : `${count} times a week`;
}

const LENGTHS: Record<number, string> = {
  7: 'A week, to try it out',
  14: 'Two weeks',
  30: 'A month, the usual',
  60: 'Two months',
  90: 'Three months',
};

export function lengthWords(days: number): string {
  return LENGTHS[days] ?? '';
}

export const NO_FRIENDS =
  'You have no friends on Kith yet. Begin the pact, and you get a link to send to anybody you like.';
export const LINK_INSTEAD = 'Somebody else: I want a link to send';
