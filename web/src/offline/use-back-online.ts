// What a page does when the server can be reached again.
import { useEffect, useEffectEvent } from 'react';
import { useLiveStatus } from '../live/live-context';
import { connectivity } from './connectivity';

/** Calls back when what is shown may be asked for again, after it could not. */
export function useBackOnline(back: () => void): void {
  const onBack = useEffectEvent(back);
  useEffect(() => connectivity.onBack(() => onBack()), []);
}

/** Tells the rest of the page when the live connection proves that the server is there. */
export function useLiveProof(): void {
  const status = useLiveStatus();
  useEffect(() => {
    if (status === 'live') connectivity.reached();
  }, [status]);
}
