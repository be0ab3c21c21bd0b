// Hands the page what lives as long as a sign-in: the one live connection, the outbox of what is on its way, and what
// the browser knows of the network.
import {
  CLOSED_BAD_TOKEN,
  keyValueShelf,
  LiveConnection,
  type LiveStatus,
  Outbox,
  type OutboxItem,
  wakeWithConnection,
  webSocketLine,
} from '@kith/client';
import { socketUrl, watchBrowser, webLocks } from '@kith/client/browser';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { knownMe } from '../account/known-me';
import { session } from '../account/session';
import { api } from '../api/call';
import { sendDeed } from './send-deed';

const SIGN_IN_ENDED = 'Your sign-in has ended. Please sign in again. What you were writing is kept.';

const LiveContext = createContext<LiveConnection | undefined>(undefined);
const OutboxContext = createContext<Outbox | undefined>(undefined);

/** For pages that need nothing else of the live connection, as in tests. */
export const OutboxProvider = OutboxContext.Provider;

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connection] = useState(openConnection);
  const [outbox] = useState(() => openOutbox(connection, client));

  useEffect(() => {
    const stops = [
      connection.on((event) => {
        if (event.kind === 'ended' && event.code === CLOSED_BAD_TOKEN) session.end(SIGN_IN_ENDED);
      }),
      watchBrowser(connection, outbox),
      watchOtherTabs(outbox),
      wakeWithConnection(outbox, connection),
    ];
    connection.start();
    void outbox.start();
    return () => {
      for (const stop of stops) stop();
      connection.stop();
      outbox.stop();
    };
  }, [connection, outbox]);

  return (
    <LiveContext value={connection}>
      <OutboxContext value={outbox}>{children}</OutboxContext>
    </LiveContext>
  );
}

export function useLive(): LiveConnection {
  const connection = use(LiveContext);
  if (!connection) throw new Error('useLive needs a LiveProvider above it');
  return connection;
}

/** What this person does, on its way: `do` keeps it and sends it as soon as possible. */
export function useOutbox(): Outbox {
  const outbox = use(OutboxContext);
  if (!outbox) throw new Error('useOutbox needs a LiveProvider above it');
  return outbox;
}

/** All that is on its way; the component is drawn again when that changes. */
export function useOutboxItems(): readonly OutboxItem[] {
  const outbox = useOutbox();
  return useSyncExternalStore(outbox.on, outbox.get);
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

function openConnection(): LiveConnection {
  return new LiveConnection({
    dial: webSocketLine(socketUrl(location)),
    token: () => session.get()?.idToken,
  });
}

/** Names what one person has on its way on this device. */
const shelfKey = (): string => `kith.outbox.${session.get()?.user.id ?? ''}`;

function openOutbox(connection: LiveConnection, client: QueryClient): Outbox {
  const name = shelfKey();
  const owner = session.get()?.user.id;
  const isOwner = (): boolean => session.get()?.user.id === owner;
  const shelf = keyValueShelf(localStorage, name, webLocks);
  // Asked for with each deed: the settings change it while the page is open.
  const dayStartsAt = (): number | undefined => knownMe(client)?.dayStartsAt;
  return new Outbox({ shelf, send: sendDeed(api, connection, isOwner), name, exclusive: webLocks, dayStartsAt });
}

function watchOtherTabs(outbox: Outbox): () => void {
  const look = (event: StorageEvent): void => {
    if (event.key === shelfKey()) void outbox.refresh();
  };
  globalThis.addEventListener('storage', look);
  return () => globalThis.removeEventListener('storage', look);
}
