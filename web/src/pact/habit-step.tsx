// The first question: which habit, and how often.
import { Icon } from '../design/icon';
import { TextField } from '../design/text-field';
import type { HabitGoal } from '@kith/client';
import { HabitIcon } from './habit-icon';
import { RhythmField } from './rhythm-field';
import { TEMPLATES } from './templates';
import { type HabitChoice, type WizardDraft, withHabit } from './wizard';
import { frequencyWords } from './wizard-words';

interface HabitStepProps {
  draft: WizardDraft;
  /** Habits that the reader keeps already. */
  goals: readonly HabitGoal[];
  onChange: (draft: WizardDraft) => void;
}

export function HabitStep({ draft, goals, onChange }: HabitStepProps) {
  const { habit } = draft;
  const choose = (choice: HabitChoice): void => onChange(withHabit(draft, choice));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
        <legend className="sr-only">The habit</legend>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))] gap-2">
          {goals.map((goal) => (
            <Choice
              key={goal.id}
              isChosen={habit?.kind === 'mine' && habit.goalId === goal.id}
              onChoose={() => choose({ kind: 'mine', goalId: goal.id })}
              icon={<Icon name="again" />}
              title={goal.name}
              line={`Yours already, ${frequencyWords(goal)}`}
            />
          ))}
          {TEMPLATES.filter(({ name }) => goals.every((goal) => goal.name !== name)).map(({ name, icon }) => (
            <Choice
              key={name}
              isChosen={habit?.kind === 'template' && habit.name === name}
              onChoose={() => choose({ kind: 'template', name })}
              icon={<HabitIcon name={icon} />}
              title={name}
            />
          ))}
          <Choice
            isChosen={habit?.kind === 'own'}
            onChoose={() => choose({ kind: 'own' })}
            icon={<Icon name="pencil" />}
            title="Something of my own"
          />
        </div>
      </fieldset>
      {habit?.kind === 'own' && (
        <TextField
          label="What is it?"
          hint="Such as: A walk after lunch."
          value={draft.ownName}
          autoComplete="off"
          onChange={(event) => onChange({ ...draft, ownName: event.target.value })}
        />
      )}
      {habit !== undefined && habit.kind !== 'mine' && <RhythmField draft={draft} onChange={onChange} />}
    </div>
  );
}

interface ChoiceProps {
  isChosen: boolean;
  onChoose: () => void;
  icon: React.ReactNode;
  title: string;
  line?: string;
}

function Choice({ isChosen, onChoose, icon, title, line }: ChoiceProps) {
  return (
    <label className="btn choice min-h-16! justify-start! text-left!">
      <input type="radio" name="habit" className="sr-only" checked={isChosen} onChange={onChoose} />
      {icon}
      <span className="min-w-0 flex-1">
        {title}
        {line !== undefined && <span className="block text-small font-normal text-body">{line}</span>}
      </span>
      {isChosen && <Icon name="check" />}
    </label>
  );
}
