// The sentences of the calendar.
import { STATUS_WORD } from './checkin-words';
import { type Day, daysOfMonth, dayText } from './local-day';
import type { MarkedPerson } from './week-strip';

/** "Thursday, November 12: you did it, Ruth did part of it." */
export function dayWords(day: Day, people: readonly MarkedPerson[], today: Day): string {
  if (day > today) return `${dayText(day)}: still to come.`;
  const parts = people.map(({ name, marks, waiting }) => {
    const status = marks.get(day);
    const isWaiting = waiting?.has(day) ? ' (not sent yet)' : '';
    if (status !== undefined) return `${name}: ${STATUS_WORD[status]}${isWaiting}`;
    return `${name}: ${day === today ? 'still open' : 'nothing said'}`;
  });
  return `${dayText(day)}. ${parts.join(', ')}.`;
}

/** "You: done on 12 days, and part of it on 2. 1 of them is not sent yet." */
export function monthWords(month: string, { name, marks, waiting }: MarkedPerson): string {
  const said = daysOfMonth(month).map((day) => marks.get(day));
  const count = (status: string): number => said.filter((one) => one === status).length;
  const [done, part] = [count('completed'), count('partial')];
  const rest = part === 0 ? '' : `, and part of it on ${part}`;
  const unsent = daysOfMonth(month).filter((day) => waiting?.has(day)).length;
  const kept = unsent === 0 ? '' : ` ${unsent} of what you said ${unsent === 1 ? 'is' : 'are'} not sent yet.`;
  return `${name}: done on ${done} ${done === 1 ? 'day' : 'days'}${rest}.${kept}`;
}
