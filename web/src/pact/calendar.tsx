// A month of the pact, for one person at a time: a grid to walk through with the arrow keys, and the same in words.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Icon } from '../design/icon';
import { dayWords, monthWords } from './calendar-words';
import { DayMark, dayStateOf } from './day-mark';
import {
  type Day,
  dayText,
  monthOf,
  monthText,
  plusDays,
  plusMonths,
  weekdayOf,
  weekdayText,
  weekOf,
  weeksOfMonth,
} from './local-day';
import { MarkKey, type MarkedPerson } from './week-strip';

export interface CalendarProps {
  people: readonly MarkedPerson[];
  today: Day;
  /** The first and the last date that can be looked at. */
  from: Day;
  to: Day;
  /** Asks for what the others said before what is known. */
  onMonth?: (month: string) => void;
}

export default function Calendar({ people, today, from, to, onMonth }: CalendarProps) {
  const [chosen, setChosen] = useState<Day>(() => within(today, from, to));
  const [who, setWho] = useState(people[0]?.userId);
  const month = monthOf(chosen);
  const person = people.find(({ userId }) => userId === who) ?? people[0];
  useEffect(() => onMonth?.(month), [month, onMonth]);
  if (!person) return null;

  const go = (months: number): void => setChosen(within(`${plusMonths(month, months)}-01`, from, to));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex items-center justify-between gap-2">
        <MonthButton icon="left" text="Month before" isOff={month <= monthOf(from)} onClick={() => go(-1)} />
        <h3 id="calendar-month" className="min-w-0 text-center wrap-anywhere" aria-live="polite">
          {monthText(month)}
        </h3>
        <MonthButton icon="right" text="Month after" isOff={month >= monthOf(to)} onClick={() => go(1)} />
      </div>
      {people.length > 1 && <WhoField people={people} who={person.userId} onWho={setWho} />}
      <MonthGrid
        month={month}
        person={person}
        today={today}
        chosen={chosen}
        onChoose={(day) => setChosen(within(day, from, to))}
      />
      <p aria-live="polite" className="min-h-14 rounded-md bg-raised px-4 py-3 text-strong">
        {dayWords(chosen, people, today)}
      </p>
      <MarkKey states={['partial', 'skipped']} isWaiting={people.some(({ waiting }) => (waiting?.size ?? 0) > 0)} />
      <details>
        <summary className="flex min-h-12 cursor-pointer items-center text-strong underline decoration-control underline-offset-4">
          Read the month as a list
        </summary>
        <MonthAsList month={month} people={people} today={today} from={from} />
      </details>
    </div>
  );
}

interface MonthGridProps {
  month: string;
  person: MarkedPerson;
  today: Day;
  chosen: Day;
  onChoose: (day: Day) => void;
}

/** How many dates a key moves; Home and End are reckoned from the day of the week. */
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function MonthGrid({ month, person, today, chosen, onChoose }: MonthGridProps) {
  const ref = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const next = nextDay(event.key, chosen);
    if (next === undefined) return;
    event.preventDefault();
    // The focus goes with the date, also into another month.
    flushSync(() => onChoose(next));
    ref.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  };
  return (
    <div
      ref={ref}
      role="grid"
      className={`month ${person.isReader ? 'mine' : ''}`}
      aria-labelledby="calendar-month"
      tabIndex={-1}
      onKeyDown={move}
    >
      <div role="row">
        {weekOf(today).map((day) => (
          <span key={weekdayOf(day)} role="columnheader" aria-label={weekdayText(day, 'long')}>
            {weekdayText(day, 'short').slice(0, 2)}
          </span>
        ))}
      </div>
      {weeksOfMonth(month).map((week, row) => (
        <div key={`${month}-${String(row)}`} role="row">
          {week.map((day, column) => (
            <DayCell
              key={day ?? `empty-${String(column)}`}
              day={day}
              person={person}
              today={today}
              isChosen={day === chosen}
              onChoose={onChoose}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface DayCellProps {
  /** `undefined` before the first and after the last of the month. */
  day: Day | undefined;
  person: MarkedPerson;
  today: Day;
  isChosen: boolean;
  onChoose: (day: Day) => void;
}

function DayCell({ day, person, today, isChosen, onChoose }: DayCellProps) {
  if (day === undefined) return <span role="gridcell" tabIndex={-1} aria-label="Not of this month" />;
  return (
    <span
      role="gridcell"
      tabIndex={isChosen ? 0 : -1}
      aria-selected={isChosen}
      aria-current={day === today ? 'date' : undefined}
      aria-label={dayWords(day, [person], today)}
      onClick={() => onChoose(day)}
      onKeyDown={(event) => event.key === ' ' && event.preventDefault()}
    >
      <span className={`block text-small leading-6 ${day === today ? 'font-bold text-gold' : ''}`}>
        {Number(day.slice(8))}
      </span>
      <DayMark state={dayStateOf(person.marks.get(day), day, today)} isWaiting={person.waiting?.has(day) ?? false} />
    </span>
  );
}

function nextDay(key: string, chosen: Day): Day | undefined {
  const step = STEPS[key];
  if (step !== undefined) return plusDays(chosen, step);
  switch (key) {
    case 'Home':
      return plusDays(chosen, -weekdayOf(chosen));
    case 'End':
      return plusDays(chosen, 6 - weekdayOf(chosen));
    case 'PageUp':
      return `${plusMonths(monthOf(chosen), -1)}-01`;
    case 'PageDown':
      return `${plusMonths(monthOf(chosen), 1)}-01`;
    default:
      return undefined;
  }
}

function WhoField({
  people,
  who,
  onWho,
}: {
  people: readonly MarkedPerson[];
  who: string;
  onWho: (who: string) => void;
}) {
  return (
    <fieldset className="flex min-w-0 flex-wrap gap-2">
      <legend className="sr-only">Whose days</legend>
      {people.map(({ userId, name }) => (
        <label key={userId} className="btn choice">
          <input
            type="radio"
            name="whose"
            className="sr-only"
            checked={userId === who}
            onChange={() => onWho(userId)}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}

function MonthAsList({
  month,
  people,
  today,
  from,
}: {
  month: string;
  people: readonly MarkedPerson[];
  today: Day;
  from: Day;
}) {
  const days = weeksOfMonth(month)
    .flat()
    .filter((day): day is Day => day !== undefined && day <= today && day >= from);
  return (
    <div className="grid gap-2 pt-2">
      {people.map((person) => (
        <p key={person.userId}>{monthWords(month, person)}</p>
      ))}
      <ul className="grid gap-1">
        {days.map((day) => (
          <li key={day}>{dayWords(day, people, today)}</li>
        ))}
      </ul>
      {days.length === 0 && <p>{dayText(from)} is the first day.</p>}
    </div>
  );
}

interface MonthButtonProps {
  icon: 'left' | 'right';
  text: string;
  isOff: boolean;
  onClick: () => void;
}

function MonthButton({ icon, text, isOff, onClick }: MonthButtonProps) {
  return (
    <button
      type="button"
      className="btn size-12 flex-none rounded-full! p-0!"
      aria-disabled={isOff}
      onClick={() => !isOff && onClick()}
    >
      <Icon name={icon} isSmall />
      <span className="sr-only">{text}</span>
    </button>
  );
}

function within(day: Day, from: Day, to: Day): Day {
  if (day < from) return from;
  return day > to ? to : day;
}
