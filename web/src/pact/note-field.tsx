// A few words for the others, at most 500 characters; the rest is counted near the end.
import { useId } from 'react';
import { NOTE_MAX, noteCount } from './checkin-words';

interface NoteFieldProps {
  label: string;
  note: string;
  onNote: (note: string) => void;
}

export function NoteField({ label, note, onNote }: NoteFieldProps) {
  const id = useId();
  const count = noteCount(note);
  const isTooLong = [...note].length > NOTE_MAX;
  return (
    <div className="grid gap-2">
      <label htmlFor={id} className="font-semibold text-strong">
        {label}
      </label>
      <textarea
        id={id}
        rows={2}
        value={note}
        onChange={(event) => onNote(event.target.value)}
        aria-invalid={isTooLong}
        aria-describedby={`${id}-count`}
        className="field min-h-21! resize-none [field-sizing:content]"
      />
      <p id={`${id}-count`} role="status" className={`empty:hidden ${isTooLong ? 'text-danger' : ''}`}>
        {count}
      </p>
    </div>
  );
}
