// The list of conversations: forums and people, the latest first. Pure: what the server lists, and what is heard and read
// since, goes in.
import type { Acquaintance } from '../people/acquaintance';
import type { Conversation, PersonStatus, UserId } from '@kith/client';
import { type Line, type Talk, talkKey } from './talk';

/** A conversation as the server lists it. */
export interface ListedTalk {
  readonly talk: Talk;
  readonly name: string;
  readonly last: Line | undefined;
  /** How many lines of others the reader has not read. */
  readonly unread: number;
}

/** A conversation as the list shows it. */
export interface TalkSummary extends ListedTalk {
  /** Of friends. */
  readonly status: PersonStatus | undefined;
}

/** Something that was said. */
export interface Heard {
  readonly talk: Talk;
  readonly line: Line;
}

export function fromConversation({ kind, id, name, last, unread }: Conversation, reader: UserId): ListedTalk {
  const talk: Talk = { kind: kind === 'person' ? 'person' : 'forum', id };
  if (!last) return { talk, name, last: undefined, unread };
  const { at, ...said } = last;
  return { talk, name, last: { ...said, createdAt: at, isMine: said.authorId === reader }, unread };
}

/** Its talk comes first, with one more unread line; who has written has read. `undefined` if it is not in the list. */
export function withHeard(list: readonly ListedTalk[], { talk, line }: Heard): readonly ListedTalk[] | undefined {
  const known = inList(list, talk);
  if (!known || (known.last && known.last.seq >= line.seq)) return known && list;
  const heard = { ...known, last: line, unread: line.isMine ? 0 : known.unread + 1 };
  return [heard, ...list.filter((one) => one !== known)];
}

/** The reader has seen the line of this number, and all before it. */
export function withRead(list: readonly ListedTalk[], talk: Talk, seq: number): readonly ListedTalk[] {
  const known = inList(list, talk);
  if (!known?.last || known.unread === 0 || known.last.seq > seq) return list;
  return list.map((one) => (one === known ? { ...one, unread: 0 } : one));
}

export function inList(list: readonly ListedTalk[], talk: Talk): ListedTalk | undefined {
  return list.find((one) => talkKey(one.talk) === talkKey(talk));
}

/** Unread ones first, each group as the server orders it. */
export function summaries(list: readonly ListedTalk[], people: readonly Acquaintance[]): TalkSummary[] {
  const statusOf = ({ kind, id }: Talk): PersonStatus | undefined =>
    kind === 'person' ? people.find(({ userId }) => userId === id)?.status : undefined;
  return list
    .map((one) => ({ ...one, status: statusOf(one.talk) }))
    .toSorted((a, b) => Number(b.unread > 0) - Number(a.unread > 0));
}

/** Where the reader's unread lines begin among those that are loaded, oldest first; `undefined` if all are read. */
export function firstUnread(lines: readonly Line[], unread: number): Line | undefined {
  const ofOthers = lines.filter(({ isMine }) => !isMine);
  return unread > 0 ? ofOthers[Math.max(0, ofOthers.length - unread)] : undefined;
}
