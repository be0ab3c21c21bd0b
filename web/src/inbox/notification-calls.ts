// The calls of the inbox: what the reader was told, page by page, and marking it as read.
import { api } from '../api/call';

export const inboxKeys = { news: ['notifications'] as const };

export const {
  fetchNotifications: fetchNews,
  fetchEarlierNotifications: fetchEarlierNews,
  readNotification: markNewsRead,
  readNotifications: markAllNewsRead,
} = api.notifications;
