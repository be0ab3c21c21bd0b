// The inbox as a list. Pure: the pages that the server lists, what it tells, and what the reader marks go in. Below the
// newest there is no hole: what is older than the last one comes by pages alone.
import type { Notification, NotificationId, Notifications, ServerMessage } from '@kith/client';

/** Newest first; each once, the latest word about it counts. */
export function withNews(inbox: Notifications, news: Notification): Notifications {
  const before = inbox.notifications.find(({ id }) => id === news.id);
  if (before && before.updatedAt > news.updatedAt) return inbox;
  const seq = Math.max(inbox.seq, news.seq);
  if (!before && inbox.more && news.seq < (inbox.notifications.at(-1)?.seq ?? 0)) return { ...inbox, seq };
  const others = inbox.notifications.filter(({ id }) => id !== news.id);
  const notifications = [...others, news].toSorted((a, b) => b.seq - a.seq);
  const unread = inbox.unread + Number(news.isUnread) - Number(before?.isUnread ?? false);
  return { ...inbox, notifications, seq, unread: Math.max(0, unread) };
}

/** Shown as read before the server has said so. */
export function withRead(inbox: Notifications, id: NotificationId): Notifications {
  const news = inbox.notifications.find((one) => one.id === id);
  return news ? withNews(inbox, { ...news, isUnread: false }) : inbox;
}

/** The same for all of them, also those that are not loaded. */
export function withAllRead(inbox: Notifications): Notifications {
  return { ...inbox, notifications: allRead(inbox.notifications), unread: 0 };
}

/** A page of what is older than all that is shown. */
export function withEarlier(inbox: Notifications, page: Notifications): Notifications {
  const known = new Set(inbox.notifications.map(({ id }) => id));
  const earlier = page.notifications.filter(({ id }) => !known.has(id));
  const { more, unread } = page;
  return { notifications: [...inbox.notifications, ...earlier], more, unread, seq: Math.max(inbox.seq, page.seq) };
}

/** The newest page was fetched again: earlier ones stay, if there can be no hole between them. */
export function withNewest(inbox: Notifications | undefined, newest: Notifications): Notifications {
  const oldest = newest.notifications.at(-1)?.seq ?? 0;
  const earlier = inbox?.notifications.filter(({ seq }) => seq < oldest) ?? [];
  const reaches = inbox?.notifications.some(({ seq }) => seq >= oldest) ?? false;
  if (!newest.more || !reaches || earlier.length === 0) return newest;
  const isRestRead = unreadOf(newest).length === newest.unread;
  const notifications = [...newest.notifications, ...(isRestRead ? allRead(earlier) : earlier)];
  return { ...newest, notifications, more: inbox?.more ?? newest.more };
}

/** The inbox after a message; the same inbox if the message is about something else. */
export function afterInboxMessage(inbox: Notifications, message: ServerMessage): Notifications {
  if (message.type !== 'NOTIFICATION_CREATED' && message.type !== 'NOTIFICATION_UPDATED') return inbox;
  const { type: _, ...news } = message;
  return withNews(inbox, news);
}

/** Something was marked, and more is unread than what is loaded: only the server knows how much still is. */
export function isCountUnsure(inbox: Notifications | undefined, message: ServerMessage): boolean {
  return message.type === 'NOTIFICATION_UPDATED' && inbox !== undefined && unreadOf(inbox).length < inbox.unread;
}

export function unreadOf(inbox: Notifications | undefined): Notification[] {
  return inbox?.notifications.filter(({ isUnread }) => isUnread) ?? [];
}

function allRead(news: readonly Notification[]): Notification[] {
  return news.map((one) => (one.isUnread ? { ...one, isUnread: false } : one));
}
