// The way out of a running pact, with a question before it.
import { useState } from 'react';
import { Dialog } from '../design/dialog';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';

interface LeavePactProps {
  /** Nobody is in it yet. */
  isWaiting?: boolean;
  isBusy: boolean;
  problem: string | undefined;
  onLeave: () => void;
}

export function LeavePact({ isWaiting = false, isBusy, problem, onLeave }: LeavePactProps) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button type="button" className="btn btn-text justify-self-start" onClick={() => setAsking(true)}>
        <Icon name="leave" isSmall />
        {isWaiting ? 'Take this pact back' : 'Leave this pact'}
      </button>
      {isAsking && (
        <Dialog title={isWaiting ? 'Take this pact back?' : 'Leave this pact?'} onClose={() => setAsking(false)}>
          <div className="mt-4 grid gap-4">
            <p>
              {isWaiting
                ? 'Its link and its code will no longer work.'
                : 'The others are told. What you have done stays yours. If only one of you is left, the pact ends.'}
            </p>
            <button type="button" className="btn min-h-14!" aria-disabled={isBusy} onClick={() => !isBusy && onLeave()}>
              {isBusy ? 'One moment…' : isWaiting ? 'Yes, take it back' : 'Yes, leave it'}
            </button>
            <button type="button" className="btn btn-quiet min-h-14!" onClick={() => setAsking(false)}>
              {isWaiting ? 'No, keep it' : 'No, stay in it'}
            </button>
            {problem !== undefined && <Problem>{problem}</Problem>}
          </div>
        </Dialog>
      )}
    </>
  );
}
