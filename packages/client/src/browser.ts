// What only a browser can tell and do: when the network comes and goes, when the page is looked at, and who of several
// tabs sends. Nothing of the core imports it.
import type { LiveConnection } from './live/connection.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Exclusive } from './outbox/shelf.ts';

/** Tells a connection, and an outbox, what the browser knows of the network and of who looks. The result stops that. */
export function watchBrowser(live: LiveConnection, outbox?: Outbox): () => void {
  const wake = (): void => {
    live.wake();
    outbox?.wake();
  };
  const lose = (): void => live.lose();
  const look = (): void => {
    if (document.visibilityState === 'visible') wake();
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

/**
 * Web Locks: one tab at a time. They are missing on plain HTTP, where two tabs may send the same deed; the server
 * carries it out once all the same.
 */
export const webLocks: Exclusive = async (name, work) =>
  // On plain HTTP the browser has none, whatever its types say.
  (navigator.locks as LockManager | undefined) ? navigator.locks.request(name, work) : work();

/** The address of a page's own server for WebSockets. */
export function socketUrl({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`;
}
