// The hour at which the reader's day starts. Like the time zone it is saved as soon as it is chosen.
import { useId, useState } from 'react';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import { DAYS_START_AT_HOUR } from '@kith/client';
import { dayText } from '../pact/local-day';
import { useToday } from '../pact/use-today';

interface DayStartCardProps {
  /** What is set, 0 to 12; `undefined` from a server that does not say. */
  startsAt: number | undefined;
  /** The reader's time zone, an IANA name. */
  zone: string;
  onChoose: (startsAt: number) => void;
  isBusy: boolean;
  isSaved: boolean;
  problem: string | undefined;
}

const NOON = 12;
const HOURS = Array.from({ length: NOON + 1 }, (_, hour) => hour);

export function DayStartCard({ startsAt, zone, onChoose, isBusy, isSaved, problem }: DayStartCardProps) {
  const id = useId();
  const set = startsAt ?? DAYS_START_AT_HOUR;
  // What was chosen stands until the answer to it is here.
  const [chosen, setChosen] = useState<{ hour: number; insteadOf: number }>();
  if (chosen !== undefined && chosen.insteadOf !== set) setChosen(undefined);
  const shown = problem === undefined ? (chosen?.hour ?? set) : set;
  const today = dayText(useToday({ timezone: zone, dayStartsAt: shown }));
  const choose = (hour: number): void => {
    if (isBusy) return;
    setChosen({ hour, insteadOf: set });
    onChoose(hour);
  };
  return (
    <section className="card" aria-labelledby="your-day">
      <h2 id="your-day">When does your day start?</h2>
      <p className="flex gap-3">
        <Icon name="clock" className="mt-0.5" />
        <span>{meaningOf(shown)}</span>
      </p>
      <div className="grid gap-2">
        <label htmlFor={id} className="font-semibold text-strong">
          Your day starts
        </label>
        <div className="relative">
          <select
            id={id}
            className="field appearance-none pr-12!"
            value={shown}
            aria-disabled={isBusy}
            aria-describedby={`${id}-says`}
            onChange={(event) => choose(Number(event.currentTarget.value))}
          >
            {HOURS.map((hour) => (
              <option key={hour} value={hour}>
                At {hourWords(hour)}
              </option>
            ))}
          </select>
          <Icon name="down" className="pointer-events-none absolute top-1/2 right-4 -translate-y-1/2" />
        </div>
      </div>
      <p id={`${id}-says`}>
        A change holds at once. What you have already checked in keeps its day.{' '}
        <strong>With this, today is {today} for you.</strong>
      </p>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <p role="status" className="empty:hidden">
        {isBusy ? 'Saving…' : isSaved && problem === undefined ? 'Saved.' : ''}
      </p>
    </section>
  );
}

function meaningOf(startsAt: number): string {
  if (startsAt === 0) return 'Your day starts and ends at midnight.';
  return `What you do before ${hourWords(startsAt)} counts for the day before, so a late evening costs you nothing.`;
}

function hourWords(hour: number): string {
  if (hour === 0) return 'midnight';
  return hour === NOON ? 'noon' : `${hour} in the morning`;
}
