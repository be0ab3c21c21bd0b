// Times as people say them: "2 minutes ago", "yesterday evening". Pure; the zone is the device's.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago something was; a time slightly ahead, by another clock, is now. */
export function timeInWords(then: Date, now: Date): string {
  const ageMs = now.getTime() - then.getTime();
  if (ageMs < MINUTE_MS) return 'just now';
  if (ageMs < HOUR_MS) return ago(Math.floor(ageMs / MINUTE_MS), 'minute');
  const days = daysBetween(then, now);
  if (days === 0 || ageMs < 6 * HOUR_MS) return ago(Math.floor(ageMs / HOUR_MS), 'hour');
  if (days === 1) return `yesterday ${partOfDay(then)}`;
  if (days < 7) return `on ${then.toLocaleDateString('en', { weekday: 'long' })}`;
  const isThisYear = then.getFullYear() === now.getFullYear();
  return `on ${then.toLocaleDateString('en', { day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) })}`;
}

/** The same at the beginning of a line. */
export function timeInWordsAlone(then: Date, now: Date): string {
  const words = timeInWords(then, now);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "on 28 November" or "on Friday", for a time to come. */
export function dayInWords(day: Date): string {
  return day.toLocaleDateString('en', { weekday: 'long', day: 'numeric', month: 'long' });
}

function ago(count: number, unit: 'minute' | 'hour'): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

function daysBetween(then: Date, now: Date): number {
  return Math.round((midnight(now) - midnight(then)) / DAY_MS);
}

function midnight(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

function partOfDay(time: Date): 'morning' | 'afternoon' | 'evening' {
  const hour = time.getHours();
  if (hour < 12) return 'morning';
  return hour < 18 ? 'afternoon' : 'evening';
}
