// The kinds of rooms: in which words each is entered and left, and which messages of the server belong to which room's
// numbered feed. It keeps nothing.
import type { Said, Told } from './messages.ts';

export type RoomKind = 'team' | 'pact' | 'forum';

/** A room: a team, a pact, or the talk of a forum. */
export interface Room {
  readonly kind: RoomKind;
  readonly id: string;
}

/** From where a feed is to be told. */
export interface From {
  readonly since?: number;
  readonly epoch?: string;
}

/** How a feed stands, as an answer to entering its room says. */
export interface Standing {
  readonly room: Room;
  readonly epoch: string;
  readonly seq: number;
  /** What was missed cannot be told: fetch it. */
  readonly resync: boolean;
  /** Whether it answers a command of ours; else the server let us in by itself. */
  readonly isAnswer: boolean;
}

/** A message that stands in a feed. */
export interface FeedPlace {
  readonly room: Room;
  readonly seq: number;
  /** A second word about the entry of this number, told beside it; else it is the entry. */
  readonly about?: string;
}

export const team = (id: string): Room => ({ kind: 'team', id });
export const pact = (id: string): Room => ({ kind: 'pact', id });
export const forum = (id: string): Room => ({ kind: 'forum', id });

/** A text that differs for rooms that differ. */
export const keyOf = (room: Room): string => `${room.kind}:${room.id}`;

export function enterCommand(room: Room, from: From): Said {
  switch (room.kind) {
    case 'team':
      return { type: 'JOIN_TEAM', teamId: room.id, ...from };
    case 'pact':
      return { type: 'JOIN_PACT', pactId: room.id, ...from };
    case 'forum':
      return { type: 'JOIN_ROOM', roomId: room.id, ...from };
  }
}

export function leaveCommand(room: Room): Said {
  switch (room.kind) {
    case 'team':
      return { type: 'LEAVE_TEAM', teamId: room.id };
    case 'pact':
      return { type: 'LEAVE_PACT', pactId: room.id };
    case 'forum':
      return { type: 'EXIT_ROOM', roomId: room.id };
  }
}

/** What a message says about a room that was entered; `undefined` if it is about something else. */
export function standingOf(message: Told): Standing | undefined {
  switch (message.type) {
    case 'JOINED_TEAM':
      return standing(team(message.teamId), message);
    case 'JOINED_PACT':
      return standing(pact(message.pactId), message);
    case 'JOINED_ROOM':
      return standing(forum(message.roomId), message);
    default:
      return undefined;
  }
}

function standing(room: Room, message: Extract<Told, { epoch: string }>): Standing {
  const { epoch, seq, resync, ref } = message;
  return { room, epoch, seq, resync, isAnswer: ref !== undefined };
}

/** Where in which feed a message stands; `undefined` if it stands in none. */
export function placeOf(message: Told): FeedPlace | undefined {
  switch (message.type) {
    case 'NEW_POST':
    case 'LIVE_NOTIFICATION':
      return { room: team(message.teamId), seq: message.seq };
    case 'SEND_MESSAGE':
      // Announcements have no number.
      return message.message.seq === undefined ? undefined : { room: forum(message.roomId), seq: message.message.seq };
    case 'PACT_ACTIVITY':
      return { room: pact(message.pactId), seq: message.seq };
    case 'PARTNER_CHECKED_IN':
    case 'STREAK_MILESTONE':
      return { room: pact(message.pactId), seq: message.seq, about: message.type };
    case 'CELEBRATION_RECEIVED':
      return { room: pact(message.pactId), seq: message.celebration.seq, about: message.type };
    case 'ENCOURAGEMENT_RECEIVED':
      return { room: pact(message.pactId), seq: message.encouragement.seq, about: message.type };
    default:
      return undefined;
  }
}
