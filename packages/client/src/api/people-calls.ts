// The calls about people and their talk: forums, direct messages, connections, notifications.
import type {
  ConnectionBody,
  Connections,
  Conversations,
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
  NotificationsRead,
  Reaction,
  Reactions,
  ReadMark,
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
  /** Marks it as read up to the line `seq`, on every device; gives how far it is read now. It never goes back. */
  readForum: async (forum: ForumId, seq: number): Promise<number> =>
    (await call<ReadMark>('POST', `/forums/${forum}/read`, { seq })).seq,
  fetchMessageReactions: async (message: MessageId): Promise<Reaction[]> =>
    (await call<Reactions>('GET', `/messages/${message}/reactions`)).reactions,
});

/** Conversations a page. */
export const CONVERSATIONS_PAGE_SIZE = 100;

export const messageCalls = (call: Call) => ({
  /** A page of all conversations, in forums and with people, newest first; `before` is the `next` of the page before. */
  fetchConversations: (before?: string, limit = CONVERSATIONS_PAGE_SIZE) =>
    call<Conversations>('GET', `/conversations${query({ limit, before })}`),
  /** A page of what was said with somebody, newest first; `before` is the `next` of the page before. */
  fetchDirectMessages: (user: UserId, before?: string, limit = PAGE_SIZE) =>
    call<DirectMessages>('GET', `/direct-messages/${user}${query({ limit, before })}`),
  /** The same `clientId` again is the same message. */
  sayDirectly: async (user: UserId, message: NewMessage): Promise<DirectMessage> =>
    (await call<DirectMessageBody>('POST', `/direct-messages/${user}`, message)).message,
  /** Marks what somebody wrote as read, on every device: up to the line `seq`, or all of it. */
  readDirectMessages: (user: UserId, seq?: number) =>
    call<void>('POST', `/direct-messages/${user}/read`, seq === undefined ? undefined : { seq }),
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
  /** Those that are older than `before`, newest first. */
  fetchEarlierNotifications: (before: NotificationId) =>
    call<Notifications>('GET', `/notifications${query({ before })}`),
  /** Marks `upTo` and all older ones as read, or all. */
  readNotifications: (upTo?: NotificationId) =>
    call<NotificationsRead>('POST', '/notifications/read', upTo === undefined ? undefined : { upTo }),
  readNotification: async (id: NotificationId): Promise<Notification> =>
    (await call<NotificationBody>('POST', `/notifications/${id}/read`)).notification,
});
