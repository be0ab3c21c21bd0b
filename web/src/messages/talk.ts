// What a conversation is: with a person, or in a forum. And a line of one, however it came. Pure.
import type { DirectMessage, RoomMessage, UserId } from '@kith/client';

/** With whom. */
export interface Talk {
  readonly kind: 'person' | 'forum';
  /** The person's, or the forum's. */
  readonly id: string;
}

/** Something that was said. */
export interface Line {
  readonly id: string;
  /** Its place: in the forum, or in the reader's own inbox. */
  readonly seq: number;
  readonly authorId: UserId;
  readonly authorName: string;
  readonly text: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly isMine: boolean;
}

/** Names a talk among the reader's others. */
export type TalkKey = `${Talk['kind']}:${string}`;

export const talkKey = ({ kind, id }: Talk): TalkKey => `${kind}:${id}`;

export const talkHref = ({ kind, id }: Talk): string => `/messages/${kind}/${id}`;

export function fromDirect(message: DirectMessage, reader: UserId): Line {
  const { id, seq, fromUserId, fromUserName, text, createdAt } = message;
  const isMine = fromUserId === reader;
  return { id, seq, text, createdAt, isMine, authorId: fromUserId, authorName: fromUserName };
}

/** `undefined` for what nobody said: somebody came or went. */
export function fromRoom(message: RoomMessage, reader: UserId): Line | undefined {
  const { id, seq, fromUserId, fromUserName, text, createdAt } = message;
  if (message.isAnnouncement || seq === undefined) return undefined;
  const isMine = fromUserId === reader;
  return { id, seq, text, createdAt, isMine, authorId: fromUserId, authorName: fromUserName };
}
