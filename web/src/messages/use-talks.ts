// The conversations of the reader with their last lines, as the list shows them.
import { useQuery } from '@tanstack/react-query';
import { friendsOf } from '../people/acquaintance';
import { usePeople } from '../people/use-people';
import { talkKeys } from './talk-calls';
import type { TalkDesk } from './talk-desk';
import { summaries } from './talk-list';

export function useTalks(desk: TalkDesk) {
  const list = useTalkList(desk);
  const { people, error, refetch } = usePeople(desk.me.id);
  return {
    talks: summaries(list.data ?? [], people),
    friends: friendsOf(people),
    askingCount: people.filter(({ standing }) => standing === 'asking').length,
    isLoading: list.isPending,
    error: list.error ?? error,
    retry: () => void Promise.all([list.refetch(), refetch()]),
  };
}

/** How many conversations hold something unread, on whatever device it would be read. */
export function useUnreadTalks(desk: TalkDesk): number {
  return useTalkList(desk).data?.filter(({ unread }) => unread > 0).length ?? 0;
}

export function useTalkList(desk: TalkDesk) {
  return useQuery({ queryKey: talkKeys.list, queryFn: desk.fetchList });
}
