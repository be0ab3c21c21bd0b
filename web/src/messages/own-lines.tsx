// The reader's own messages that the server does not have yet: on their way, or kept until they try again.
import { Icon } from '../design/icon';
import type { OwnPost } from '../live/own-words';

interface OwnLinesProps {
  /** The latest first, as an outbox has them. */
  waiting: readonly OwnPost[];
  onAgain: (clientId: string) => void;
  /** Takes the words back into the field. */
  onEdit: (clientId: string) => void;
}

export function OwnLines({ waiting, onAgain, onEdit }: OwnLinesProps) {
  return waiting.toReversed().map(({ clientId, body, state, why }) => (
    <div
      key={clientId}
      className="grid max-w-[min(88%,34rem)] justify-items-end gap-1 justify-self-end"
      aria-busy={state === 'sending'}
    >
      <p className="bubble bubble-mine border-dashed!">{body}</p>
      <p className="flex items-center gap-1.5 px-1 text-small">
        {state === 'waiting' && <Icon name="clock" isSmall />}
        {state === 'sending' ? 'Sending…' : 'Not sent yet'}
      </p>
      {state === 'waiting' && (
        <>
          <p role="alert" className="text-right text-danger">
            {why}
          </p>
          <div className="flex flex-wrap justify-end gap-2">
            <button type="button" className="btn btn-text" onClick={() => onEdit(clientId)}>
              Change it
            </button>
            <button type="button" className="btn" onClick={() => onAgain(clientId)}>
              Try again
            </button>
          </div>
        </>
      )}
    </div>
  ));
}
