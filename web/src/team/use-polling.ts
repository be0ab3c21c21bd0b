// Asks over REST what the socket would tell, while it cannot be had: who is here each minute, new posts each half
// minute. It stops by itself when the connection is back.
import { useQuery } from '@tanstack/react-query';
import { fetchPresence, fetchTicker } from '../api/team-calls';
import { isPolling, useLiveStatus } from '../live/live-context';
import type { Presence } from '@kith/client';
import { useDesk } from './desk-context';
import { keys } from './keys';

export const PRESENCE_POLL_MS = 60_000;
export const POSTS_POLL_MS = 30_000;

/** Who is here, as last polled; `undefined` while the socket tells it. */
export function usePolledPresence(): Presence | undefined {
  const { team } = useDesk();
  const enabled = isPolling(useLiveStatus());
  const { data, isError } = useQuery({
    queryKey: keys.presence(team.id),
    queryFn: () => fetchPresence(team.id),
    enabled,
    refetchInterval: PRESENCE_POLL_MS,
    staleTime: 0,
    gcTime: 0,
  });
  return enabled && !isError ? data : undefined;
}

/** Counts the new posts, and looks at pins and shared wins now and then. */
export function usePolledNews(): void {
  const { team, room, feed, countNew } = useDesk();
  const enabled = isPolling(useLiveStatus());
  useQuery({
    queryKey: ['polled-posts', team.id],
    queryFn: async () => {
      await countNew();
      await feed.refetchPins();
      return null;
    },
    enabled,
    refetchInterval: POSTS_POLL_MS,
    staleTime: 0,
    gcTime: 0,
  });
  useQuery({
    queryKey: keys.ticker,
    queryFn: async () => {
      const ticker = await fetchTicker();
      if (ticker) room.tickerPolled(ticker);
      return null;
    },
    enabled,
    refetchInterval: PRESENCE_POLL_MS,
    staleTime: 0,
    gcTime: 0,
  });
}
