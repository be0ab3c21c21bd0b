// What the reader sees on a pact's page is news no more: it is marked as read while the page is open and looked at.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Notification, NotificationId, Notifications, PactId } from '@kith/client';
import { unreadOf, withNews, withRead } from './news-list';
import { inboxKeys, markAllNewsRead, markNewsRead } from './notification-calls';
import { isSeenOnPact } from './pact-tellings';

/** `isShown`: what is told of the pact stands on the page. */
export function useSeenOnPact(pact: PactId, isShown: boolean): void {
  const client = useQueryClient();
  // What was marked once, or could not be, is left to the inbox.
  const [marked] = useState(() => new Set<NotificationId>());
  const inbox = useSyncExternalStore(
    (listener) => client.getQueryCache().subscribe(listener),
    () => client.getQueryData<Notifications>(inboxKeys.news),
  );
  useEffect(() => {
    if (!isShown || !inbox) return undefined;
    const look = (): void => {
      if (document.visibilityState !== 'visible') return;
      const seen = unreadOf(inbox).filter((news) => isSeenOnPact(news, pact) && !marked.has(news.id));
      for (const { id } of seen) marked.add(id);
      if (seen.length > 0) void mark(client, inbox, seen);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [client, inbox, isShown, marked, pact]);
}

/** `seen` are of `inbox`, newest first. */
async function mark(client: QueryClient, inbox: Notifications, seen: readonly Notification[]): Promise<void> {
  const change = (to: (now: Notifications) => Notifications): unknown =>
    client.setQueryData<Notifications>(inboxKeys.news, (now) => now && to(now));
  const upTo = upToWhich(inbox, seen);
  change((now) => seen.reduce((rest, { id }) => withRead(rest, id), now));
  try {
    if (upTo !== undefined) {
      await markAllNewsRead(upTo);
      return;
    }
    for (const { id } of seen) {
      // oxlint-disable-next-line no-await-in-loop -- one at a time: there may be many
      const news = await markNewsRead(id);
      change((now) => withNews(now, news));
    }
  } catch {
    await client.invalidateQueries({ queryKey: inboxKeys.news });
  }
}

/** Where nothing else is unread up to the newest of them, one call marks them all. */
function upToWhich(inbox: Notifications, seen: readonly Notification[]): NotificationId | undefined {
  const [newest] = seen;
  const unread = unreadOf(inbox);
  if (!newest || unread.length < inbox.unread) return undefined;
  return unread.filter(({ seq }) => seq <= newest.seq).length === seen.length ? newest.id : undefined;
}
