// One step of the wizard: where one is, the question, the answers, and the way on and back.
import { type RefObject, useState } from 'react';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import type { HabitGoal } from '@kith/client';
import { HabitStep } from './habit-step';
import { LengthStep } from './length-step';
import { type Friend, PartnerStep } from './partner-step';
import { problemOf, STEPS, type Step, type WizardDraft } from './wizard';
import { STEP_TITLES } from './wizard-words';

interface FieldsProps {
  step: Step;
  draft: WizardDraft;
  goals: readonly HabitGoal[];
  friends: readonly Friend[];
  onChange: (draft: WizardDraft) => void;
}

interface WizardFormProps extends FieldsProps {
  headingRef?: RefObject<HTMLHeadingElement | null>;
  /** Why the pact could not be made. */
  problem: string | undefined;
  isBusy: boolean;
  onNext: () => void;
  /** `undefined` in the first step. */
  onBack: (() => void) | undefined;
}

export function WizardForm({ headingRef, problem, isBusy, onNext, onBack, ...fields }: WizardFormProps) {
  const { step, draft } = fields;
  const [asked, setAsked] = useState<Step>();
  const index = STEPS.indexOf(step);
  const missing = asked === step ? problemOf(draft, step) : undefined;
  const isLast = index === STEPS.length - 1;
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(step);
        if (!isBusy && problemOf(draft, step) === undefined) onNext();
      }}
    >
      <div className="grid gap-2">
        <StepLine index={index} />
        <h1 ref={headingRef} tabIndex={-1}>
          {STEP_TITLES[index]}
        </h1>
      </div>
      <div className="card gap-4!">
        <StepFields {...fields} />
      </div>
      {(missing ?? problem) !== undefined && <Problem>{missing ?? problem}</Problem>}
      <div className="flex flex-wrap-reverse gap-3">
        {onBack && (
          <button type="button" className="btn min-h-14! px-6!" onClick={onBack}>
            <Icon name="left" isSmall />
            Back
          </button>
        )}
        <button type="submit" className="btn btn-gold min-w-40 flex-1" aria-disabled={isBusy}>
          {nextText(isLast, isBusy)}
        </button>
      </div>
    </form>
  );
}

function nextText(isLast: boolean, isBusy: boolean): string {
  if (!isLast) return 'Next';
  return isBusy ? 'One moment…' : 'Make the pact';
}

function StepFields({ step, draft, goals, friends, onChange }: FieldsProps) {
  switch (step) {
    case 'habit':
      return <HabitStep draft={draft} goals={goals} onChange={onChange} />;
    case 'length':
      return <LengthStep draft={draft} onChange={onChange} />;
    case 'partner':
      return <PartnerStep draft={draft} friends={friends} onChange={onChange} />;
  }
}

function StepLine({ index }: { index: number }) {
  return (
    <div className="grid gap-2">
      <p className="text-small">
        Step {index + 1} of {STEPS.length}
      </p>
      <div className="grid grid-cols-3 gap-2" aria-hidden="true">
        {STEPS.map((step, at) => (
          <span key={step} className={`h-1.5 rounded-full ${at <= index ? 'bg-gold' : 'bg-raised'}`} />
        ))}
      </div>
    </div>
  );
}
