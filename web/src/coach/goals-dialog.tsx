// Sets what a team counts and which totals are worth telling everybody.
import { type FormEvent, useState } from 'react';
import { Dialog } from '../design/dialog';
import { Problem } from '../design/notice';
import { TextField } from '../design/text-field';
import type { Counter, Thresholds } from '@kith/client';
import { grouped } from '../team/presence-sentence';
import { counterName, readGoals, UNIT_MAX } from './goals';

interface GoalsDialogProps {
  /** The one whose goals are set; `undefined` for a new one. */
  counter: Counter | undefined;
  onSave: (counter: string, goals: Thresholds) => void;
  onClose: () => void;
  isBusy: boolean;
  problem: string | undefined;
}

export function GoalsDialog({ counter, onSave, onClose, isBusy, problem }: GoalsDialogProps) {
  const [unit, setUnit] = useState(counter?.unit ?? '');
  const [text, setText] = useState(counter?.nextThreshold === undefined ? '' : grouped(counter.nextThreshold));
  const [wrong, setWrong] = useState<{ unit?: string; goals?: string }>({});
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const name = counter?.name ?? counterName(unit);
    const read = readGoals(text);
    const found = {
      ...(name === undefined && { unit: 'Please write what you count, such as steps.' }),
      ...('problem' in read && { goals: read.problem }),
    };
    setWrong(found);
    if (name !== undefined && 'goals' in read && !isBusy) {
      onSave(name, { thresholds: read.goals, unit: unit.trim() });
    }
  };
  return (
    <Dialog title={counter ? `Goals for our ${counter.unit}` : 'Count something together'} onClose={onClose}>
      <form className="mt-4 grid gap-4" noValidate onSubmit={submit}>
        {counter && <p>You have {grouped(counter.total)} together so far.</p>}
        <TextField
          label="What you count"
          hint="Such as steps, minutes or lengths."
          value={unit}
          maxLength={UNIT_MAX}
          autoComplete="off"
          onChange={(event) => setUnit(event.currentTarget.value)}
          problem={wrong.unit}
        />
        <TextField
          label="Goals worth telling everybody"
          hint="One, or several with a comma and a space between: 100,000, 250,000. They take the place of goals that are not reached yet; each is told once, to every team."
          value={text}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
          problem={wrong.goals}
        />
        {problem !== undefined && <Problem>{problem}</Problem>}
        <button type="submit" className="btn btn-gold" aria-disabled={isBusy}>
          {isBusy ? 'Saving…' : 'Save the goals'}
        </button>
      </form>
    </Dialog>
  );
}
