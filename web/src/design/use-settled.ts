// Whether what was asked for first is there and the browser has nothing better to do: the time for what comes later.
import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

/** Where a browser does not say when it is idle. */
const WAITS_MS = 1_500;

/** `true` from then on. */
export function useSettled(): boolean {
  const isFetching = useIsFetching() > 0;
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    if (isSettled || isFetching) return undefined;
    const settle = (): void => setSettled(true);
    // Safari has none.
    if ('requestIdleCallback' in globalThis) {
      const handle = requestIdleCallback(settle);
      return () => cancelIdleCallback(handle);
    }
    const timer = setTimeout(settle, WAITS_MS);
    return () => clearTimeout(timer);
  }, [isFetching, isSettled]);
  return isSettled;
}
