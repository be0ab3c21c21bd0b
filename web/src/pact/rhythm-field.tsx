// How often a habit is asked for: every day, so many times a week, or on chosen days.
import { Icon } from '../design/icon';
import type { Rhythm, WizardDraft } from './wizard';
import { timesAWeek, WEEKDAY_ORDER, weekdayName } from './wizard-words';

const RHYTHMS: readonly (readonly [Rhythm, string])[] = [
  ['daily', 'Every day'],
  ['count', 'Some times a week'],
  ['weekdays', 'On chosen days'],
];
const COUNT_MAX = 6;

interface RhythmFieldProps {
  draft: WizardDraft;
  onChange: (draft: WizardDraft) => void;
}

export function RhythmField({ draft, onChange }: RhythmFieldProps) {
  return (
    <div className="grid gap-3">
      <fieldset className="min-w-0">
        <legend className="mb-2 font-semibold text-strong">How often?</legend>
        <div className="flex flex-wrap gap-2">
          {RHYTHMS.map(([rhythm, text]) => (
            <label key={rhythm} className="btn choice">
              <input
                type="radio"
                name="rhythm"
                className="sr-only"
                checked={draft.rhythm === rhythm}
                onChange={() => onChange({ ...draft, rhythm })}
              />
              {text}
            </label>
          ))}
        </div>
      </fieldset>
      {draft.rhythm === 'count' && (
        <CountField count={draft.count} onChange={(count) => onChange({ ...draft, count })} />
      )}
      {draft.rhythm === 'weekdays' && (
        <WeekdaysField chosen={draft.weekdays} onChange={(weekdays) => onChange({ ...draft, weekdays })} />
      )}
    </div>
  );
}

function CountField({ count, onChange }: { count: number; onChange: (count: number) => void }) {
  const step = (by: number): void => onChange(Math.min(COUNT_MAX, Math.max(1, count + by)));
  return (
    <div className="flex flex-wrap items-center gap-3" role="group" aria-label="Times a week">
      <button type="button" className="btn w-14 px-0!" aria-disabled={count <= 1} onClick={() => step(-1)}>
        <Icon name="minus" />
        <span className="sr-only">Less often</span>
      </button>
      <p className="min-w-32 text-center text-lead text-strong" role="status">
        {timesAWeek(count)}
      </p>
      <button type="button" className="btn w-14 px-0!" aria-disabled={count >= COUNT_MAX} onClick={() => step(1)}>
        <Icon name="plus" />
        <span className="sr-only">More often</span>
      </button>
    </div>
  );
}

interface WeekdaysFieldProps {
  chosen: readonly number[];
  onChange: (chosen: number[]) => void;
}

function WeekdaysField({ chosen, onChange }: WeekdaysFieldProps) {
  const toggle = (day: number): void =>
    onChange(chosen.includes(day) ? chosen.filter((one) => one !== day) : [...chosen, day]);
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">Days of the week</legend>
      <div className="flex flex-wrap gap-2">
        {WEEKDAY_ORDER.map((day) => (
          <label key={day} className="btn choice">
            <input type="checkbox" className="sr-only" checked={chosen.includes(day)} onChange={() => toggle(day)} />
            {weekdayName(day)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
