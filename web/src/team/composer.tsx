// Where one writes to the team. The field grows with the words; they are kept until they are posted.
import { useRef, useState } from 'react';
import { sentenceOf } from '../api/call';
import { Avatar } from '../design/avatar';
import { GrowingField } from '../design/growing-field';
import { useDesk } from './desk-context';

/** In characters as people count them; the server's own limit. */
const BODY_MAX = 4_000;
/** From here on the rest is counted. */
const COUNT_FROM = 3_600;

interface ComposerProps {
  draft: string;
  onDraft: (text: string) => void;
}

export function Composer({ draft, onDraft }: ComposerProps) {
  const { me, outbox } = useDesk();
  const ref = useRef<{ focus(): void }>(null);
  const [problem, setProblem] = useState<string>();
  const left = BODY_MAX - [...draft].length;
  const canPost = draft.trim() !== '' && left >= 0;

  const post = (): void => {
    if (!canPost) return;
    const words = draft.trim();
    setProblem(undefined);
    outbox.post(words).catch((error: unknown) => {
      // What could not be kept for sending goes back into the field.
      onDraft(words);
      setProblem(sentenceOf(error));
    });
    onDraft('');
    ref.current?.focus();
  };

  return (
    <form
      className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-3 @max-[18rem]:grid-cols-1"
      aria-label="Write to your team"
      onSubmit={(event) => {
        event.preventDefault();
        post();
      }}
    >
      <span className="@max-[18rem]:hidden">
        <Avatar userName={me.userName} />
      </span>
      <GrowingField
        ref={ref}
        value={draft}
        onChange={onDraft}
        onSend={post}
        label="Write to your team"
        placeholder="How are you today?"
        className="overflow-hidden"
      />
      {problem !== undefined && (
        <p role="alert" className="col-span-full text-danger">
          {problem}
        </p>
      )}
      {draft !== '' && (
        <div className="col-span-full flex flex-wrap items-center justify-end gap-3">
          {left < BODY_MAX - COUNT_FROM && (
            <p className={left < 0 ? 'text-danger' : ''} role="status">
              {left < 0 ? `${-left} letters too many` : `${left} letters left`}
            </p>
          )}
          <button type="submit" className="btn btn-gold" aria-disabled={!canPost}>
            Post
          </button>
        </div>
      )}
    </form>
  );
}
