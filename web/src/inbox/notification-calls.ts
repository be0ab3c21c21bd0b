// The calls of the inbox: what the reader was told, and marking it as read.
import { call } from '../api/call';
import type { Notification, NotificationBody, NotificationId, Notifications } from '@kith/client';

export const inboxKeys = { news: ['notifications'] as const };

/** The newest ones, at most 100. */
export const fetchNews = (): Promise<Notifications> => call('GET', '/notifications');

export const markNewsRead = async (id: NotificationId): Promise<Notification> =>
  (await call<NotificationBody>('POST', `/notifications/${id}/read`)).notification;
