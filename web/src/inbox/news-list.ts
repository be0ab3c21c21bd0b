// The inbox as a list. Pure: what the server lists, tells, and what the reader marks go in.
import type { Notification, NotificationId, Notifications, ServerMessage } from '@kith/client';

/** Newest first; each once, the latest word about it counts. */
export function withNews(inbox: Notifications, news: Notification): Notifications {
  const others = inbox.notifications.filter(({ id }) => id !== news.id);
  const before = inbox.notifications.find(({ id }) => id === news.id);
  if (before && before.updatedAt > news.updatedAt) return inbox;
  const notifications = [...others, news].toSorted((a, b) => b.seq - a.seq);
  return { ...inbox, notifications, seq: Math.max(inbox.seq, news.seq) };
}

/** Shown as read before the server has said so. */
export function withRead(inbox: Notifications, ids: readonly NotificationId[]): Notifications {
  const notifications = inbox.notifications.map((news) =>
    ids.includes(news.id) ? { ...news, isUnread: false } : news,
  );
  return { ...inbox, notifications };
}

/** The inbox after a message; the same inbox if the message is about something else. */
export function afterInboxMessage(inbox: Notifications, message: ServerMessage): Notifications {
  if (message.type !== 'NOTIFICATION_CREATED' && message.type !== 'NOTIFICATION_UPDATED') return inbox;
  const { type: _, ...news } = message;
  return withNews(inbox, news);
}

export function unreadOf(inbox: Notifications | undefined): Notification[] {
  return inbox?.notifications.filter(({ isUnread }) => isUnread) ?? [];
}
