// The inbox as the pages see it. Marking is shown at once; what the server refuses is asked for again.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { NotificationId, Notifications } from '@kith/client';
import { sentenceOf } from '../api/call';
import { unreadOf, withAllRead, withEarlier, withNewest, withNews, withRead } from './news-list';
import { fetchEarlierNews, fetchNews, inboxKeys, markAllNewsRead, markNewsRead } from './notification-calls';

export function useInbox() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: inboxKeys.news,
    queryFn: async () => {
      const newest = await fetchNews();
      return withNewest(client.getQueryData<Notifications>(inboxKeys.news), newest);
    },
  });
  const { data } = query;
  const unread = useMemo(() => unreadOf(data), [data]);

  const change = useCallback(
    (to: (inbox: Notifications) => Notifications): unknown =>
      client.setQueryData<Notifications>(inboxKeys.news, (inbox) => inbox && to(inbox)),
    [client],
  );
  const askAgain = useCallback(() => void client.invalidateQueries({ queryKey: inboxKeys.news }), [client]);

  const markRead = useCallback(
    (id: NotificationId): void => {
      change((inbox) => withRead(inbox, id));
      markNewsRead(id).then((news) => change((inbox) => withNews(inbox, news)), askAgain);
    },
    [change, askAgain],
  );
  /** What comes while it is on its way stays new. */
  const markAllRead = useCallback((): void => {
    const newest = client.getQueryData<Notifications>(inboxKeys.news)?.notifications[0];
    if (!newest) return;
    change(withAllRead);
    markAllNewsRead(newest.id).catch(askAgain);
  }, [client, change, askAgain]);

  return { ...query, unread, unreadCount: data?.unread ?? 0, markRead, markAllRead };
}

/** Goes further back in the inbox, a page at a time. */
export function useEarlierNews() {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: fetchEarlierNews,
    onSuccess: (page) =>
      client.setQueryData<Notifications>(inboxKeys.news, (inbox) => inbox && withEarlier(inbox, page)),
  });
  const show = (): void => {
    const oldest = client.getQueryData<Notifications>(inboxKeys.news)?.notifications.at(-1);
    if (oldest && !isPending) mutate(oldest.id);
  };
  return { show, isLoading: isPending, problem: error ? sentenceOf(error) : undefined };
}
