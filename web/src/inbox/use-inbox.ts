// The inbox as the pages see it. Marking is shown at once; what the server refuses is asked for again.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { NotificationId, Notifications } from '@kith/client';
import { unreadOf, withNews, withRead } from './news-list';
import { fetchNews, inboxKeys, markNewsRead } from './notification-calls';

/** So many are marked at the same time. */
const MARKED_AT_ONCE = 4;

export function useInbox() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: inboxKeys.news, queryFn: fetchNews });
  const { data } = query;
  const unread = useMemo(() => unreadOf(data), [data]);

  const markRead = useCallback(
    (ids: readonly NotificationId[]): void => {
      const change = (to: (inbox: Notifications) => Notifications): unknown =>
        client.setQueryData<Notifications>(inboxKeys.news, (inbox) => inbox && to(inbox));
      change((inbox) => withRead(inbox, ids));
      const waiting = [...ids];
      const markNext = async (): Promise<void> => {
        const id = waiting.shift();
        if (id === undefined) return;
        const news = await markNewsRead(id);
        change((inbox) => withNews(inbox, news));
        await markNext();
      };
      const all = Promise.all(Array.from({ length: MARKED_AT_ONCE }, markNext));
      all.catch(() => void client.invalidateQueries({ queryKey: inboxKeys.news }));
    },
    [client],
  );
  return { ...query, unread, markRead };
}
