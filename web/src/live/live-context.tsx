// Hands the one live connection of this sign-in to the page, and tells it what the browser knows of the network.
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { session } from '../account/session';
import { LiveConnection } from './connection';
import { CLOSED_BAD_TOKEN, type LiveStatus } from './events';

const SIGN_IN_ENDED = 'Your sign-in has ended. Please sign in again. What you were writing is kept.';

const LiveContext = createContext<LiveConnection | undefined>(undefined);

export function LiveProvider({ children }: { children: ReactNode }) {
  const [connection] = useState(
    () => new LiveConnection({ url: socketUrl(location), token: () => session.get()?.idToken }),
  );

  useEffect(() => {
    const stopHearing = connection.on((event) => {
      if (event.kind === 'ended' && event.code === CLOSED_BAD_TOKEN) session.end(SIGN_IN_ENDED);
    });
    const stopWatching = watchBrowser(connection);
    connection.start();
    return () => {
      stopHearing();
      stopWatching();
      connection.stop();
    };
  }, [connection]);

  return <LiveContext value={connection}>{children}</LiveContext>;
}

export function useLive(): LiveConnection {
  const connection = use(LiveContext);
  if (!connection) throw new Error('useLive needs a LiveProvider above it');
  return connection;
}

export function useLiveStatus(): LiveStatus {
  const connection = useLive();
  return useSyncExternalStore(
    (listener) => connection.on((event) => event.kind === 'status' && listener()),
    () => connection.status,
  );
}

/** Whether the page has to ask over REST, because the socket cannot be had. */
export function isPolling(status: LiveStatus): boolean {
  return status === 'polling' || status === 'ended';
}

function socketUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`;
}

function watchBrowser(connection: LiveConnection): () => void {
  const wake = (): void => connection.wake();
  const lose = (): void => connection.lose();
  const look = (): void => {
    if (document.visibilityState === 'visible') connection.wake();
  };
  globalThis.addEventListener('online', wake);
  globalThis.addEventListener('offline', lose);
  document.addEventListener('visibilitychange', look);
  return () => {
    globalThis.removeEventListener('online', wake);
    globalThis.removeEventListener('offline', lose);
    document.removeEventListener('visibilitychange', look);
  };
}
