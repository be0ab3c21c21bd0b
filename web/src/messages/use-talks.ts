// The conversations of the reader with their last lines, as the list shows them.
import { useQueries, useQuery } from '@tanstack/react-query';
import { friendsOf } from '../people/acquaintance';
import { usePeople } from '../people/use-people';
import type { Team, UserId } from '@kith/client';
import { type Line, type TalkKey, talkKey } from './talk';
import { fetchForums, fetchLines, talkKeys } from './talk-calls';
import type { TalkDesk } from './talk-desk';
import { candidates, summaries } from './talk-list';
import { useNames } from './use-names';
import { useUnreadTalks } from './use-unread-talks';

/** There is no call for all conversations: the last line of each is asked for by itself. */
export function useTalks(desk: TalkDesk, teams: readonly Team[]) {
  const forums = useQuery({ queryKey: talkKeys.forums, queryFn: fetchForums });
  const { people, isPending, error, refetch } = usePeople(desk.me.id);
  const unread = useUnreadTalks(desk);
  const friends = friendsOf(people);
  const isKnown = forums.data !== undefined && !isPending;
  const talks = isKnown ? candidates(forums.data, friends, othersOf(desk.unread.remembered, unread)) : [];
  const lasts = useQueries({
    queries: talks.map((talk) => ({
      queryKey: talkKeys.last(talkKey(talk)),
      queryFn: async (): Promise<Line | null> => (await fetchLines(talk, desk.me.id, undefined, 1)).lines[0] ?? null,
    })),
  });
  const lastByTalk = new Map(talks.map((talk, index) => [talkKey(talk), lasts[index]?.data ?? undefined]));
  const isStranger = talks.some(({ kind, id }) => kind === 'person' && !people.some(({ userId }) => userId === id));
  const nameOf = useNames(teams, isStranger);
  const listed = summaries(talks, (key) => lastByTalk.get(key), unread, { forums: forums.data ?? [], people, nameOf });
  return {
    talks: listed,
    friends,
    askingCount: people.filter(({ standing }) => standing === 'asking').length,
    isLoading: !isKnown || lasts.some(({ isLoading }) => isLoading),
    error: error ?? forums.error,
    retry: () => void Promise.all([refetch(), forums.refetch()]),
  };
}

/** People whom this device remembers to have written with, the latest first. */
function othersOf(remembered: readonly TalkKey[], unread: readonly TalkKey[]): UserId[] {
  const people = [...remembered, ...unread].filter((key) => key.startsWith('person:'));
  return people.toReversed().map((key) => key.slice('person:'.length));
}
