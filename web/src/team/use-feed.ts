// The feed as React sees it: pages that are loaded when asked for and never by themselves.
import { useInfiniteQuery } from '@tanstack/react-query';
import { fetchPosts } from '../api/team-calls';
import type { Posts } from '@kith/client';
import { useDesk } from './desk-context';
import { newestOf } from './feed-cache';
import type { FeedPages } from './feed-pages';
import { keys } from './keys';

export function useFeed() {
  const { team, room } = useDesk();
  return useInfiniteQuery<Posts, Error, FeedPages, ReturnType<typeof keys.feed>, string | undefined>({
    queryKey: keys.feed(team.id),
    queryFn: async ({ pageParam }) => {
      const page = await fetchPosts(team.id, pageParam);
      if (pageParam === undefined) room.feedLoaded(newestOf(page));
      return page;
    },
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    // Posts of others wait behind the button, however long the page is open.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });
}
