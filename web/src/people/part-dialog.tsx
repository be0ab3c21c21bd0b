// Ending a friendship or blocking somebody: what each does stands beside its button, and nothing is done by one tap.
import { useState } from 'react';
import { Dialog } from '../design/dialog';
import { Icon } from '../design/icon';
import type { Acquaintance } from './acquaintance';

interface PartDialogProps {
  person: Acquaintance;
  onEnd: () => void;
  onBlock: () => void;
  onClose: () => void;
}

export function PartDialog({ person: { userName, standing }, onEnd, onBlock, onClose }: PartDialogProps) {
  const [isSure, setSure] = useState(false);
  const choose = (deed: () => void) => () => {
    deed();
    onClose();
  };
  return (
    <Dialog title={isSure ? `Block ${userName}?` : userName} onClose={onClose}>
      {isSure ? (
        <div className="mt-3 grid gap-4">
          <p>
            You will hear nothing of {userName} any more, outside of teams and pacts that you are both in. Kith does not
            tell them. You can undo this on this page.
          </p>
          <div className="grid gap-2">
            <button type="button" className="btn min-h-14! border-danger! text-danger!" onClick={choose(onBlock)}>
              <Icon name="block" isSmall />
              Yes, block {userName}
            </button>
            <button type="button" className="btn btn-quiet min-h-14!" onClick={() => setSure(false)}>
              No, go back
            </button>
          </div>
        </div>
      ) : (
        <div className="mt-3 grid gap-4">
          {standing === 'friend' && (
            <div className="grid gap-2">
              <p>You will not see when {userName} is here. What you wrote to each other stays.</p>
              <button type="button" className="btn min-h-14!" onClick={choose(onEnd)}>
                End the friendship
              </button>
            </div>
          )}
          <div className="grid gap-2">
            <p>If you want to hear nothing of {userName} any more:</p>
            <button type="button" className="btn min-h-14!" onClick={() => setSure(true)}>
              <Icon name="block" isSmall />
              Block {userName}…
            </button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
