// Checks of what the server tells about people and their talk: sessions, forums, connections, notifications.
import type {
  ActivePerson,
  ConnectedUser,
  DirectMessage,
  ListedRoom,
  Notice,
  Notification,
  NotificationParams,
  PersonStatus,
  RequestStatus,
  RoomMessage,
  ServerMessage,
  SessionData,
  UserConnection,
} from '../protocol/types.ts';
import {
  type Check,
  type Fields,
  isCount,
  isEither,
  isFlag,
  isListOf,
  isOneOf,
  isRecordOf,
  isText,
  isTime,
  orAbsent,
} from './checks.ts';

type Kind = ServerMessage['type'];
type Of<K extends Kind> = Extract<ServerMessage, { type: K }>;

const isReference = isEither(Number.isSafeInteger as Check<number>, isText);
const isStatus: Check<PersonStatus> = isOneOf(['active', 'away', 'offline']);
const isRequestStatus: Check<RequestStatus> = isOneOf(['pending', 'complete', 'denied', 'blocked']);
const isNotice = isRecordOf<Notice>({ key: isText, time: isText, text: isText });

const names = { firstName: orAbsent(isText), lastName: orAbsent(isText) };

const isSessionData = isRecordOf<SessionData>({
  id: isText,
  socketId: isText,
  previousSocketId: orAbsent(isText),
  userName: isText,
  ...names,
  status: isStatus,
});

const isRoomMessage = isRecordOf<RoomMessage>({
  id: isText,
  key: isText,
  seq: orAbsent(isCount),
  fromUserId: isText,
  fromUserName: isText,
  fromUserImgSrc: isText,
  time: isText,
  createdAt: isTime,
  text: isText,
  isAnnouncement: isFlag,
});

const isDirectMessage = isRecordOf<DirectMessage>({
  id: isText,
  key: isText,
  seq: isCount,
  fromUserId: isText,
  fromUserName: isText,
  fromUserImgSrc: isText,
  toUserId: isText,
  time: isText,
  createdAt: isTime,
  text: isText,
  isUnread: isFlag,
});

const isListedRoom = isRecordOf<ListedRoom>({
  roomId: isText,
  roomKey: isText,
  name: isText,
  length: isCount,
  sockets: isListOf(isText),
});

const activePerson: Fields<ActivePerson> = {
  id: isText,
  userName: isText,
  ...names,
  status: isStatus,
  socketId: orAbsent(isText),
  lastSeen: orAbsent(isTime),
};

const userConnection: Fields<UserConnection> = {
  requestingUserId: isText,
  acceptingUserId: isText,
  requestStatus: isRequestStatus,
  isConnectionBroken: isFlag,
  users: isListOf(isRecordOf<ConnectedUser>({ id: isText, userName: isText, ...names })),
  createdAt: isTime,
  updatedAt: isTime,
};

const notification: Fields<Notification> = {
  id: isText,
  seq: isCount,
  userId: isText,
  notificationType: isOneOf([
    'CONNECTION_REQUEST_RECEIVED',
    'CONNECTION_REQUEST_ACCEPTED',
    'NEW_DM_RECEIVED',
    'NEW_REACTION_RECEIVED',
    'PACT_INVITATION_RECEIVED',
    'PACT_ACCEPTED',
    'PACT_DECLINED',
    'PACT_PARTNER_LEFT',
    'PACT_ABANDONED',
    'PACT_COMPLETED',
    'PACT_EXPIRED',
    'PARTNER_CHECKED_IN',
    'PARTNER_CELEBRATED',
    'PARTNER_ENCOURAGED',
    'STREAK_MILESTONE',
    'STREAK_AT_RISK',
    'STREAK_BROKEN',
    'ACHIEVEMENT_UNLOCKED',
  ]),
  messageLocaleKey: isText,
  messageParams: isRecordOf<NotificationParams>({
    userId: isText,
    userName: isText,
    pactId: orAbsent(isText),
    habitGoalId: orAbsent(isText),
    habitName: orAbsent(isText),
    streakDays: orAbsent(isCount),
    day: orAbsent(isText),
    message: orAbsent(isText),
    achievement: orAbsent(isText),
  }),
  associationId: orAbsent(isText),
  isUnread: isFlag,
  createdAt: isTime,
  updatedAt: isTime,
  userConnection: orAbsent(isRecordOf<UserConnection>(userConnection)),
};

const session = {
  app: isText,
  socketId: isText,
  ip: isText,
  ttl: isCount,
  status: isStatus,
  data: isSessionData,
};

/** A check for each kind of message that is not a team's. */
export const peopleChecks = {
  USER_LOGIN_SUCCESS: isRecordOf<Of<'USER_LOGIN_SUCCESS'>>({
    type: isOneOf(['USER_LOGIN_SUCCESS']),
    message: isNotice,
    userName: isText,
  }),
  USER_LOGOUT_SUCCESS: isRecordOf<Of<'USER_LOGOUT_SUCCESS'>>({
    type: isOneOf(['USER_LOGOUT_SUCCESS']),
    message: isNotice,
    userName: isText,
  }),
  SESSION_CREATED: isRecordOf<Of<'SESSION_CREATED'>>({ type: isOneOf(['SESSION_CREATED']), ...session }),
  SESSION_UPDATED: isRecordOf<Of<'SESSION_UPDATED'>>({ type: isOneOf(['SESSION_UPDATED']), ...session }),
  SESSION_CLOSED: isRecordOf<Of<'SESSION_CLOSED'>>({ type: isOneOf(['SESSION_CLOSED']) }),
  JOINED_ROOM: isRecordOf<Of<'JOINED_ROOM'>>({
    type: isOneOf(['JOINED_ROOM']),
    ref: orAbsent(isReference),
    roomId: isText,
    message: isRoomMessage,
    userName: isText,
    epoch: isText,
    seq: isCount,
    resync: isFlag,
  }),
  OTHER_JOINED_ROOM: isRecordOf<Of<'OTHER_JOINED_ROOM'>>({
    type: isOneOf(['OTHER_JOINED_ROOM']),
    roomId: isText,
    message: isRoomMessage,
  }),
  LEFT_ROOM: isRecordOf<Of<'LEFT_ROOM'>>({ type: isOneOf(['LEFT_ROOM']), roomId: isText, message: isRoomMessage }),
  SEND_MESSAGE: isRecordOf<Of<'SEND_MESSAGE'>>({
    type: isOneOf(['SEND_MESSAGE']),
    roomId: isText,
    message: isRoomMessage,
  }),
  SEND_DIRECT_MESSAGE: isRecordOf<Of<'SEND_DIRECT_MESSAGE'>>({
    type: isOneOf(['SEND_DIRECT_MESSAGE']),
    contextUserId: isText,
    message: isDirectMessage,
  }),
  SEND_ROOMS_LIST: isRecordOf<Of<'SEND_ROOMS_LIST'>>({
    type: isOneOf(['SEND_ROOMS_LIST']),
    rooms: isListOf(isListedRoom),
  }),
  NOTIFICATION_CREATED: isRecordOf<Of<'NOTIFICATION_CREATED'>>({
    type: isOneOf(['NOTIFICATION_CREATED']),
    ...notification,
  }),
  NOTIFICATION_UPDATED: isRecordOf<Of<'NOTIFICATION_UPDATED'>>({
    type: isOneOf(['NOTIFICATION_UPDATED']),
    ...notification,
  }),
  ACTIVE_CONNECTIONS_LOADED: isRecordOf<Of<'ACTIVE_CONNECTIONS_LOADED'>>({
    type: isOneOf(['ACTIVE_CONNECTIONS_LOADED']),
    activeUsers: isListOf(isRecordOf<ActivePerson>(activePerson)),
  }),
  ACTIVE_CONNECTIONS_ADDED: isRecordOf<Of<'ACTIVE_CONNECTIONS_ADDED'>>({
    type: isOneOf(['ACTIVE_CONNECTIONS_ADDED']),
    ...activePerson,
  }),
  ACTIVE_CONNECTION_LOGGED_IN: isRecordOf<Of<'ACTIVE_CONNECTION_LOGGED_IN'>>({
    type: isOneOf(['ACTIVE_CONNECTION_LOGGED_IN']),
    ...activePerson,
  }),
  ACTIVE_CONNECTION_LOGGED_OUT: isRecordOf<Of<'ACTIVE_CONNECTION_LOGGED_OUT'>>({
    type: isOneOf(['ACTIVE_CONNECTION_LOGGED_OUT']),
    ...activePerson,
  }),
  ACTIVE_CONNECTION_DISCONNECTED: isRecordOf<Of<'ACTIVE_CONNECTION_DISCONNECTED'>>({
    type: isOneOf(['ACTIVE_CONNECTION_DISCONNECTED']),
    ...activePerson,
  }),
  ACTIVE_CONNECTION_REFRESHED: isRecordOf<Of<'ACTIVE_CONNECTION_REFRESHED'>>({
    type: isOneOf(['ACTIVE_CONNECTION_REFRESHED']),
    ...activePerson,
  }),
  USER_CONNECTION_CREATED: isRecordOf<Of<'USER_CONNECTION_CREATED'>>({
    type: isOneOf(['USER_CONNECTION_CREATED']),
    ...userConnection,
  }),
  USER_CONNECTION_UPDATED: isRecordOf<Of<'USER_CONNECTION_UPDATED'>>({
    type: isOneOf(['USER_CONNECTION_UPDATED']),
    ...userConnection,
  }),
};
