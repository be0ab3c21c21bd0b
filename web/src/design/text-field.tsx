// One labelled field of a form, with its hint and its problem tied to it.
import { type ComponentProps, useId, useState } from 'react';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id' | 'className'> {
  label: string;
  hint?: string;
  problem?: string | undefined;
}

export function TextField({ label, hint, problem, ...input }: TextFieldProps) {
  const id = useId();
  const notes = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="font-semibold text-strong">
        {label}
      </label>
      <input
        {...input}
        id={id}
        className="field"
        aria-invalid={problem !== undefined}
        aria-describedby={notes || undefined}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-small">
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className="text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}

/** A password that may be looked at while it is typed. Pasting and password managers work. */
export function PasswordField(props: TextFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <div className="grid gap-1">
      <TextField {...props} type={isShown ? 'text' : 'password'} autoCapitalize="none" spellCheck={false} />
      <button
        type="button"
        className="btn btn-text -ml-2 justify-self-start"
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      >
        {isShown ? 'Hide the password' : 'Show the password'}
      </button>
    </div>
  );
}
