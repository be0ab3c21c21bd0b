// One of a few, each a large button around its radio: the text size, the contrast.
import { type ReactNode, useId } from 'react';

interface ChoiceCardProps<T extends string | number> {
  title: string;
  choices: readonly T[];
  chosen: T;
  wordOf: (choice: T) => string;
  onChoose: (choice: T) => void;
  /** How many stand beside each other where there is room. */
  columns?: 3 | 4;
  children?: ReactNode;
}

export function ChoiceCard<T extends string | number>(props: ChoiceCardProps<T>) {
  const { title, choices, chosen, wordOf, onChoose, columns = 4, children } = props;
  const name = useId();
  return (
    <fieldset className="card">
      <legend className="float-left text-title font-head text-strong">{title}</legend>
      <div className="clear-both grid gap-3">
        {children}
        <div
          className={`grid gap-2 ${columns === 3 ? 'grid-cols-1 wide:grid-cols-3' : 'grid-cols-2 wide:grid-cols-4'}`}
        >
          {choices.map((choice) => (
            <label key={choice} className="btn choice">
              <input
                type="radio"
                name={name}
                className="sr-only"
                checked={chosen === choice}
                onChange={() => onChoose(choice)}
              />
              {wordOf(choice)}
            </label>
          ))}
        </div>
      </div>
    </fieldset>
  );
}
