// This week, a row for each person. For screen readers every cell says what it shows.
import { DayMark, dayStateOf, dayStateWords } from './day-mark';
import type { Marks } from './day-marks';
import { type Day, weekdayText, weekOf } from './local-day';

export interface MarkedPerson {
  userId: string;
  /** "You", or a short name. */
  name: string;
  isReader: boolean;
  marks: Marks;
  /** The dates of which something is said on this device only. */
  waiting?: ReadonlySet<Day>;
}

interface WeekStripProps {
  people: readonly MarkedPerson[];
  today: Day;
}

/** Longer names do not stand beside the marks on a phone. */
const SHORT_NAME_MAX = 6;

export function WeekStrip({ people, today }: WeekStripProps) {
  const days = weekOf(today);
  return (
    <table className={people.some(({ name }) => name.length > SHORT_NAME_MAX) ? 'week week-long' : 'week'}>
      <caption className="sr-only">This week</caption>
      <thead>
        <tr>
          <th scope="col" className="week-who">
            <span className="sr-only">Who</span>
          </th>
          {days.map((day) => (
            <th key={day} scope="col" aria-current={day === today ? 'date' : undefined}>
              <span aria-hidden="true">{weekdayText(day, 'short').slice(0, 2)}</span>
              <span className="sr-only">{weekdayText(day, 'long')}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {people.map(({ userId, name, isReader, marks, waiting }) => (
          <tr key={userId} className={isReader ? 'mine' : ''}>
            <th scope="row">{name}</th>
            {days.map((day) => {
              const state = dayStateOf(marks.get(day), day, today);
              const isWaiting = waiting?.has(day) ?? false;
              return (
                <td key={day}>
                  <DayMark state={state} isWaiting={isWaiting} />
                  <span className="sr-only">{dayStateWords(state, isWaiting)}</span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What the shapes mean. */
export function MarkKey({
  states,
  isWaiting = false,
}: {
  states: readonly ('partial' | 'skipped')[];
  isWaiting?: boolean;
}) {
  if (states.length === 0 && !isWaiting) return null;
  return (
    <p className="flex flex-wrap gap-x-5 gap-y-2 text-small">
      {states.map((state) => (
        <span key={state} className="inline-flex items-center gap-2">
          <DayMark state={state} className="size-6!" />
          {state === 'partial' ? 'Part of it' : 'Not that day'}
        </span>
      ))}
      {isWaiting && (
        <span className="mine inline-flex items-center gap-2">
          <DayMark state="completed" isWaiting className="size-6!" />
          Not sent yet
        </span>
      )}
    </p>
  );
}
