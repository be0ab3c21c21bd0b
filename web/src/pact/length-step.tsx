// The second question: for how many days.
import { Icon } from '../design/icon';
import { LENGTHS, type WizardDraft } from './wizard';
import { lengthWords } from './wizard-words';

interface LengthStepProps {
  draft: WizardDraft;
  onChange: (draft: WizardDraft) => void;
}

export function LengthStep({ draft, onChange }: LengthStepProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <fieldset className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
        <legend className="sr-only">How long</legend>
        {LENGTHS.map((days) => (
          <label key={days} className="btn choice min-h-16! justify-start! gap-4! text-left!">
            <input
              type="radio"
              name="length"
              className="sr-only"
              checked={draft.days === days}
              onChange={() => onChange({ ...draft, days })}
            />
            <strong className="w-20 flex-none text-lead text-current!">{days} days</strong>
            <span className="min-w-0 flex-1 font-normal text-body">{lengthWords(days)}</span>
            {draft.days === days && <Icon name="check" />}
          </label>
        ))}
      </fieldset>
      <p>It begins with the first yes, and you can renew it at the end.</p>
    </div>
  );
}
