// The list of conversations: forums and people, the latest first. Pure.
import type { Acquaintance } from '../people/acquaintance';
import type { ForumSummary, PersonStatus, UserId } from '@kith/client';
import { type Line, type Talk, type TalkKey, talkKey } from './talk';

/** A conversation as the list shows it. */
export interface TalkSummary {
  readonly talk: Talk;
  readonly name: string;
  readonly last: Line | undefined;
  readonly isUnread: boolean;
  /** Of friends. */
  readonly status: PersonStatus | undefined;
}

/** People and forums whose last line is asked for; there is no call for all of them at once. */
export const LISTED_PEOPLE_MAX = 30;
export const LISTED_FORUMS_MAX = 20;

/** The talks that may be in the list: all forums, friends, and others whom the reader has written with. */
export function candidates(
  forums: readonly ForumSummary[],
  friends: readonly Acquaintance[],
  others: readonly UserId[],
): Talk[] {
  const people = new Set<UserId>([...others, ...friends.map(({ userId }) => userId)]);
  return [
    ...forums.slice(0, LISTED_FORUMS_MAX).map(({ id }): Talk => ({ kind: 'forum', id })),
    ...[...people].slice(0, LISTED_PEOPLE_MAX).map((id): Talk => ({ kind: 'person', id })),
  ];
}

/** Unread ones first, then by their last line; people with whom nothing was said yet are left out. */
export function summaries(
  talks: readonly Talk[],
  lastOf: (talk: TalkKey) => Line | undefined,
  unread: readonly TalkKey[],
  known: {
    forums: readonly ForumSummary[];
    people: readonly Acquaintance[];
    /** Of somebody who is no friend. */
    nameOf: (user: UserId) => string | undefined;
  },
): TalkSummary[] {
  const named = talks.map((talk): TalkSummary => {
    const key = talkKey(talk);
    const last = lastOf(key);
    const person = talk.kind === 'person' ? known.people.find(({ userId }) => userId === talk.id) : undefined;
    const forum = talk.kind === 'forum' ? known.forums.find(({ id }) => id === talk.id) : undefined;
    const heardName = last && !last.isMine ? last.authorName : 'Somebody of your teams';
    const name = forum?.name ?? person?.userName ?? known.nameOf(talk.id) ?? heardName;
    return { talk, name, last, isUnread: unread.includes(key), status: person?.status };
  });
  return named
    .filter(({ talk, last, isUnread }) => talk.kind === 'forum' || last !== undefined || isUnread)
    .toSorted((a, b) => Number(b.isUnread) - Number(a.isUnread) || timeOf(b) - timeOf(a));
}

function timeOf({ last }: TalkSummary): number {
  return last ? Date.parse(last.createdAt) : 0;
}
