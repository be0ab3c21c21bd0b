// Where one writes a message. It stays at the bottom of the page; above it, a button when something new waits below.
import { useRef } from 'react';
import { GrowingField } from '../design/growing-field';
import { Icon } from '../design/icon';
import { freshText } from './reading';

/** In characters as people count them; the server's own limit. */
const TEXT_MAX = 2_000;
/** From here on the rest is counted. */
const COUNT_FROM = 1_800;

interface TalkComposerProps {
  /** To whom. */
  name: string;
  draft: string;
  onDraft: (text: string) => void;
  onSend: (text: string) => void;
  /** How many lines of others wait below. */
  fresh: number;
  onShowFresh: () => void;
}

export function TalkComposer({ name, draft, onDraft, onSend, fresh, onShowFresh }: TalkComposerProps) {
  const field = useRef<{ focus(): void }>(null);
  const left = TEXT_MAX - [...draft].length;
  const canSend = draft.trim() !== '' && left >= 0;
  const send = (): void => {
    if (!canSend) return;
    onSend(draft.trim());
    field.current?.focus();
  };
  return (
    <form
      className="talk-foot"
      aria-label={`Write to ${name}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {fresh > 0 && (
        <button
          type="button"
          className="glass enters absolute bottom-[calc(100%+8px)] left-1/2 flex min-h-13 -translate-x-1/2 items-center gap-2 rounded-full px-6 font-semibold whitespace-nowrap"
          onClick={onShowFresh}
          data-testid="new-lines"
        >
          <Icon name="arrowDown" isSmall className="text-gold" />
          {freshText(fresh)}
          <span className="sr-only"> below. Show {fresh === 1 ? 'it' : 'them'}.</span>
        </button>
      )}
      <div className="flex items-end gap-2 @max-[15rem]:grid @max-[15rem]:items-stretch">
        <GrowingField
          ref={field}
          value={draft}
          onChange={onDraft}
          onSend={send}
          label={`Write to ${name}`}
          placeholder="Write a message"
          className="max-h-40 min-w-0 flex-1 overflow-y-auto"
        />
        <button type="submit" className="btn btn-gold min-h-12! px-5!" aria-disabled={!canSend}>
          Send
        </button>
      </div>
      {left < TEXT_MAX - COUNT_FROM && (
        <p className={`mt-1 ${left < 0 ? 'text-danger' : ''}`} role="status">
          {left < 0 ? `${-left} letters too many` : `${left} letters left`}
        </p>
      )}
    </form>
  );
}
