// The calls about people and their talk: forums, direct messages, connections, notifications.
import type {
  ConnectionBody,
  Connections,
  DirectMessage,
  DirectMessageBody,
  DirectMessages,
  Forum,
  ForumBody,
  ForumId,
  ForumMessageBody,
  ForumMessages,
  Forums,
  ForumSummary,
  ListedConnection,
  MessageId,
  NewForum,
  NewMessage,
  Notification,
  NotificationBody,
  NotificationId,
  Notifications,
  Reaction,
  Reactions,
  RequestStatus,
  RoomMessage,
  UserConnection,
  UserId,
} from '../protocol/types.ts';
import { type Call, query } from './call.ts';
import { PAGE_SIZE } from './team-calls.ts';

export const forumCalls = (call: Call) => ({
  fetchForums: async (): Promise<ForumSummary[]> => (await call<Forums>('GET', '/forums')).forums,
  fetchForum: async (forum: ForumId): Promise<Forum> => (await call<ForumBody>('GET', `/forums/${forum}`)).forum,
  createForum: async (forum: NewForum): Promise<Forum> => (await call<ForumBody>('POST', '/forums', forum)).forum,
  addToForum: async (forum: ForumId, userId: UserId): Promise<Forum> =>
    (await call<ForumBody>('POST', `/forums/${forum}/members`, { userId })).forum,
  /** Leaves it, or takes somebody out of it. */
  removeFromForum: (forum: ForumId, user: UserId) => call<void>('DELETE', `/forums/${forum}/members/${user}`),
  /** A page, newest first; `before` is the `next` of the page before. */
  fetchForumMessages: (forum: ForumId, before?: string, limit = PAGE_SIZE) =>
    call<ForumMessages>('GET', `/forums/${forum}/messages${query({ limit, before })}`),
  /** The same `clientId` again is the same message. */
  sayInForum: async (forum: ForumId, message: NewMessage): Promise<RoomMessage> =>
    (await call<ForumMessageBody>('POST', `/forums/${forum}/messages`, message)).message,
  fetchMessageReactions: async (message: MessageId): Promise<Reaction[]> =>
    (await call<Reactions>('GET', `/messages/${message}/reactions`)).reactions,
});

export const messageCalls = (call: Call) => ({
  /** A page of what was said with somebody, newest first; `before` is the `next` of the page before. */
  fetchDirectMessages: (user: UserId, before?: string, limit = PAGE_SIZE) =>
    call<DirectMessages>('GET', `/direct-messages/${user}${query({ limit, before })}`),
  /** The same `clientId` again is the same message. */
  sayDirectly: async (user: UserId, message: NewMessage): Promise<DirectMessage> =>
    (await call<DirectMessageBody>('POST', `/direct-messages/${user}`, message)).message,
  /** Marks all that somebody wrote as read. */
  readDirectMessages: (user: UserId) => call<void>('POST', `/direct-messages/${user}/read`),
});

export const connectionCalls = (call: Call) => ({
  fetchConnections: async (): Promise<ListedConnection[]> =>
    (await call<Connections>('GET', '/connections')).connections,
  askToConnect: async (userId: UserId): Promise<UserConnection> =>
    (await call<ConnectionBody>('POST', '/connections', { userId })).connection,
  /** `complete` accepts, `denied` says no or ends it, `blocked` blocks. */
  changeConnection: async (user: UserId, requestStatus: RequestStatus): Promise<UserConnection> =>
    (await call<ConnectionBody>('PUT', `/connections/${user}`, { requestStatus })).connection,
});

export const notificationCalls = (call: Call) => ({
  /** Those after the number `since`, newest first. */
  fetchNotifications: (since = 0) => call<Notifications>('GET', `/notifications${query({ since })}`),
  readNotification: async (id: NotificationId): Promise<Notification> =>
    (await call<NotificationBody>('POST', `/notifications/${id}/read`)).notification,
});
