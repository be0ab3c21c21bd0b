// The sentences of the calendar.
import { STATUS_WORD } from './checkin-words';
import { type Day, daysOfMonth, dayText } from './local-day';
import type { MarkedPerson } from './week-strip';

/** "Thursday, November 12: you did it, Ruth did part of it." */
export function dayWords(day: Day, people: readonly MarkedPerson[], today: Day): string {
  if (day > today) return `${dayText(day)}: still to come.`;
  const parts = people.map(({ name, marks }) => {
    const status = marks.get(day);
    return `${name}: ${status === undefined ? (day === today ? 'still open' : 'nothing said') : STATUS_WORD[status]}`;
  });
  return `${dayText(day)}. ${parts.join(', ')}.`;
}

/** "You did it on 12 days of November 2026, and part of it on 2." */
export function monthWords(month: string, { name, marks }: MarkedPerson): string {
  const said = daysOfMonth(month).map((day) => marks.get(day));
  const count = (status: string): number => said.filter((one) => one === status).length;
  const [done, part] = [count('completed'), count('partial')];
  const rest = part === 0 ? '' : `, and part of it on ${part}`;
  return `${name}: done on ${done} ${done === 1 ? 'day' : 'days'}${rest}.`;
}
