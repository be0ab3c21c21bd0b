// Kind words to one person: some to begin with, or one's own.
import { useState } from 'react';
import { Dialog } from '../design/dialog';
import { Problem } from '../design/notice';
import { NOTE_MAX } from './checkin-words';
import { SUGGESTIONS } from './feed-words';
import { NoteField } from './note-field';

interface EncourageDialogProps {
  name: string;
  isSending: boolean;
  problem: string | undefined;
  onSend: (words: string) => void;
  onClose: () => void;
}

export default function EncourageDialog({ name, isSending, problem, onSend, onClose }: EncourageDialogProps) {
  const [words, setWords] = useState('');
  const canSend = !isSending && words.trim() !== '' && [...words].length <= NOTE_MAX;
  return (
    <Dialog title={`A kind word for ${name}`} onClose={onClose}>
      <form
        className="mt-4 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (canSend) onSend(words.trim());
        }}
      >
        <div className="grid gap-2" role="group" aria-label="To begin with">
          {SUGGESTIONS.map((suggestion) => (
            <button
              key={suggestion}
              type="button"
              className="btn justify-start! text-left!"
              aria-pressed={words === suggestion}
              onClick={() => setWords(suggestion)}
            >
              {suggestion}
            </button>
          ))}
        </div>
        <NoteField label="Or in your own words" note={words} onNote={setWords} />
        <button type="submit" className="btn btn-gold" aria-disabled={!canSend}>
          {isSending ? 'Sending…' : `Send to ${name}`}
        </button>
        {problem !== undefined && <Problem>{problem}</Problem>}
      </form>
    </Dialog>
  );
}
