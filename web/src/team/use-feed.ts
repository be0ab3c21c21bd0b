// The feed as React sees it: pages that are loaded when asked for and never by themselves.
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { fetchPosts } from '../api/team-calls';
import type { Posts } from '@kith/client';
import { useBackOnline } from '../offline/use-back-online';
import type { TeamDesk } from './desk';
import { useDesk } from './desk-context';
import { newestOf } from './feed-cache';
import type { FeedPages } from './feed-pages';
import { keys } from './keys';

export function useFeed() {
  const desk = useDesk();
  // What was read without a network may be old: likes are taken over, new posts wait behind the button.
  useBackOnline(() => void Promise.all([desk.countNew(), desk.feed.refreshShown()]).catch(ignoreOutage));
  return useInfiniteQuery(feedOf(desk));
}

/** Asks for the feed before anything that shows it is drawn, and says whether it is still on its way. */
export function useFeedAhead(): { isPending: boolean } {
  const { isPending } = useInfiniteQuery({ ...feedOf(useDesk()), notifyOnChangeProps: ['isPending'] });
  return { isPending };
}

function feedOf({ team, room }: TeamDesk) {
  return infiniteQueryOptions<Posts, Error, FeedPages, ReturnType<typeof keys.feed>, string | undefined>({
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

function ignoreOutage(): void {
  // What is shown stays until the server can be reached.
}
