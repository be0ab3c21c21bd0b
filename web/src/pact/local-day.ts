// Dates without times, `YYYY-MM-DD`, and the weeks and months they stand in. Pure; weeks begin on Monday.
import { DAYS_START_AT_HOUR } from '@kith/client';

export type Day = string;

const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 7;
const MINUTE_MS = 60_000;
/** No zone is further from UTC, and no clock is put forward or back by more. */
const ZONES_WITHIN_MS = 18 * 3_600_000;
/** The latest hour at which days start (SPEC.md SK22). */
const NOON_MS = 12 * 3_600_000;

/**
 * The date at a moment in a zone, for somebody whose days start at an hour there (`dayStartsAt` of a person; SPEC.md
 * SK22); in that of the device where the zone is not known here.
 */
export function dayIn(timeZone: string | undefined, at: Date, startsAt: number | undefined): Day {
  try {
    return dayOn(wallClock(timeZone, at), startsAt);
  } catch {
    return dayOn(wallClock(undefined, at), startsAt);
  }
}

/** The moment at which a date ends there, in milliseconds since 1970; dates begin with a minute everywhere. */
export function dayEnd(timeZone: string | undefined, day: Day, startsAt: number | undefined): number {
  const midnight = toMs(day) + DAY_MS;
  let [before, after] = [midnight - ZONES_WITHIN_MS, midnight + ZONES_WITHIN_MS + NOON_MS];
  while (after - before > MINUTE_MS) {
    const between = before + Math.floor((after - before) / MINUTE_MS / 2) * MINUTE_MS;
    if (dayIn(timeZone, new Date(between), startsAt) > day) after = between;
    else before = between;
  }
  return after;
}

function wallClock(timeZone: string | undefined, at: Date): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...(timeZone !== undefined && { timeZone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

function dayOn({ year, month, day, hour }: Record<string, string>, startsAt = DAYS_START_AT_HOUR): Day {
  const date = `${year}-${month}-${day}`;
  return Number(hour) < startsAt ? plusDays(date, -1) : date;
}

export function plusDays(day: Day, days: number): Day {
  return toDay(toMs(day) + days * DAY_MS);
}

/** How many days from `from` to `to`; negative if that is earlier. */
export function daysFrom(from: Day, to: Day): number {
  return Math.round((toMs(to) - toMs(from)) / DAY_MS);
}

/** 0 is Monday. */
export function weekdayOf(day: Day): number {
  return (new Date(toMs(day)).getUTCDay() + DAYS_A_WEEK - 1) % DAYS_A_WEEK;
}

/** The seven dates of its week. */
export function weekOf(day: Day): Day[] {
  const monday = plusDays(day, -weekdayOf(day));
  return Array.from({ length: DAYS_A_WEEK }, (_, index) => plusDays(monday, index));
}

export function monthOf(day: Day): string {
  return day.slice(0, 7);
}

export function plusMonths(month: string, months: number): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + months);
  return first.toISOString().slice(0, 7);
}

export function daysOfMonth(month: string): Day[] {
  const first = `${month}-01`;
  return Array.from({ length: daysFrom(first, `${plusMonths(month, 1)}-01`) }, (_, index) => plusDays(first, index));
}

/** The weeks that a month touches; dates of its neighbours are `undefined`. */
export function weeksOfMonth(month: string): (Day | undefined)[][] {
  const days = daysOfMonth(month);
  const lead = weekdayOf(days[0] ?? `${month}-01`);
  const cells = [...Array.from({ length: lead }, () => undefined), ...days];
  const weeks = Math.ceil(cells.length / DAYS_A_WEEK);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: DAYS_A_WEEK }, (__, weekday) => cells[week * DAYS_A_WEEK + weekday]),
  );
}

/** "Thursday, November 12". */
export function dayText(day: Day): string {
  return formatted(day, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** "November 12", with the year if it is another one than that of `today`. */
export function shortDayText(day: Day, today: Day): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: 'numeric' } as const);
  return formatted(day, { day: 'numeric', month: 'long', ...year });
}

/** "November 2026". */
export function monthText(month: string): string {
  return formatted(`${month}-01`, { month: 'long', year: 'numeric' });
}

export function weekdayText(day: Day, length: 'short' | 'long'): string {
  return formatted(day, { weekday: length });
}

function formatted(day: Day, options: Intl.DateTimeFormatOptions): string {
  return new Date(toMs(day)).toLocaleDateString('en', { ...options, timeZone: 'UTC' });
}

function toMs(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function toDay(ms: number): Day {
  return new Date(ms).toISOString().slice(0, 10);
}
