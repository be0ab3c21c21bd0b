// The days of a pact: this week, and the months behind a button.
import { Suspense, useCallback, useEffect, useState } from 'react';
import { PartBoundary } from '../design/boundary';
import { Icon } from '../design/icon';
import { lazyPart } from '../design/lazy-part';
import type { Pact } from '@kith/client';
import { type Day, weekOf } from './local-day';
import { MarkKey, type MarkedPerson, WeekStrip } from './week-strip';

const Calendar = lazyPart(() => import('./calendar'));

interface DaysCardProps {
  pact: Pact;
  people: readonly MarkedPerson[];
  today: Day;
  /** What happened is needed from this date on. */
  onFrom: (day: Day) => void;
}

export function DaysCard({ pact, people, today, onFrom }: DaysCardProps) {
  const [isOpen, setOpen] = useState(false);
  const [monday] = weekOf(today);
  const days = weekOf(today);
  const used = (['partial', 'skipped'] as const).filter((status) =>
    people.some(({ marks }) => days.some((day) => marks.get(day) === status)),
  );
  const isWaiting = people.some(({ waiting }) => days.some((day) => waiting?.has(day)));
  useEffect(() => onFrom(monday ?? today), [onFrom, monday, today]);
  const onMonth = useCallback((month: string) => onFrom(`${month}-01`), [onFrom]);
  return (
    <section className="card" aria-labelledby="days-title">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="days-title">{isOpen ? 'The months' : 'This week'}</h2>
        <button type="button" className="btn btn-quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name="calendar" isSmall />
          {isOpen ? 'This week' : 'The whole month'}
        </button>
      </div>
      {isOpen ? (
        <PartBoundary>
          <Suspense fallback={<span className="skeleton h-96" role="status" aria-label="The calendar is loading." />}>
            <Calendar
              people={people}
              today={today}
              from={pact.startDate ?? today}
              to={pact.endDate ?? today}
              onMonth={onMonth}
            />
          </Suspense>
        </PartBoundary>
      ) : (
        <>
          <WeekStrip people={people} today={today} />
          <MarkKey states={used} isWaiting={isWaiting} />
        </>
      )}
    </section>
  );
}
