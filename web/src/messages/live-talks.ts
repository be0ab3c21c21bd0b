// The door between the live connection and the conversations: which messages are about them, and the rooms that have to
// be joined to hear them.
import type { ClientMessage, ForumId, ServerMessage, UserId } from '@kith/client';
import { fromDirect, fromRoom, type Line, type Talk } from './talk';

/** Forums that are listened to; a connection may be in 64 rooms, teams and pacts among them. */
export const LISTENED_MAX = 24;

/** What the conversations want to know. */
export interface TalkDoors {
  /** Somebody said something, maybe the reader on another device. */
  heard(talk: Talk, line: Line): void;
  /** A forum was joined and goes up to `seq`. */
  joined(talk: Talk, seq: number): void;
}

export function hearTalks(message: ServerMessage, reader: UserId, doors: TalkDoors): void {
  switch (message.type) {
    case 'SEND_DIRECT_MESSAGE':
      doors.heard({ kind: 'person', id: message.contextUserId }, fromDirect(message.message, reader));
      break;
    case 'SEND_MESSAGE': {
      const line = fromRoom(message.message, reader);
      if (line) doors.heard({ kind: 'forum', id: message.roomId }, line);
      break;
    }
    case 'JOINED_ROOM':
      doors.joined({ kind: 'forum', id: message.roomId }, message.seq);
      break;
    default:
      break;
  }
}

/** Joins the rooms of forums, after every new connection. Joining twice is the same as once. */
export function listenTo(forums: readonly ForumId[], ask: (message: ClientMessage) => Promise<unknown>): void {
  for (const roomId of forums.slice(0, LISTENED_MAX)) {
    // The answer comes as a message of its own; without one, the pages ask over REST.
    ask({ type: 'JOIN_ROOM', roomId }).catch(() => undefined);
  }
}
