// One calm line at the foot of the window: that one is offline, or that a newer Kith is ready. It lies over nothing
// that can be reached, and what stands above it does not move.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState, useSyncExternalStore } from 'react';
import { Icon } from '../design/icon';
import { useHeightVariable } from '../design/use-height-variable';
import { connectivity } from './connectivity';
import { newerKith } from './newer-kith';
import { useBackOnline, useLiveProof } from './use-back-online';

/** The posts of a feed wait for the reader also after a loss: the feed asks for itself. */
const ASKS_FOR_ITSELF = 'feed';

export function OfflineStrip() {
  const isOffline = useSyncExternalStore(connectivity.subscribe, connectivity.isOffline);
  const isNewerReady = useSyncExternalStore(newerKith.subscribe, newerKith.isReady);
  const [isLater, setLater] = useState(false);
  const client = useQueryClient();
  useLiveProof();
  useBackOnline(() => {
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== ASKS_FOR_ITSELF });
  });
  // Always there, so that screen readers hear what comes into it.
  return (
    <div role="status">
      {isOffline && <OfflineLine />}
      {!isOffline && isNewerReady && !isLater && (
        <NewerLine onOpen={() => newerKith.open()} onLater={() => setLater(true)} />
      )}
    </div>
  );
}

export function OfflineLine() {
  return (
    <Strip>
      <p className="flex items-start gap-3">
        <Icon name="offline" className="mt-0.5" />
        You are offline. What you see may be old; what you write is sent when you are back.
      </p>
    </Strip>
  );
}

interface NewerLineProps {
  onOpen: () => void;
  onLater: () => void;
}

export function NewerLine({ onOpen, onLater }: NewerLineProps) {
  return (
    <Strip>
      <p>A newer Kith is ready.</p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="btn" onClick={onOpen}>
          Open it
        </button>
        <button type="button" className="btn btn-text" onClick={onLater}>
          Later
        </button>
      </div>
    </Strip>
  );
}

function Strip({ children }: { children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useHeightVariable(ref, '--strip-height');
  return (
    <div ref={ref} className="strip" data-testid="strip">
      {children}
    </div>
  );
}
