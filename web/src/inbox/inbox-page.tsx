// The inbox page: everything the reader was told, and what is pinned in their teams: the lasting twin of every toast.
import { useQueries } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sentenceOf } from '../api/call';
import { fetchPins } from '../api/team-calls';
import { useSideColumn } from '../design/columns';
import { TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import type { Team } from '@kith/client';
import { keys } from '../team/keys';
import { EarlierNews } from './earlier-news';
import { NewsList } from './news-list-card';
import { PinnedNews } from './pinned-news';
import { useEarlierNews, useInbox } from './use-inbox';

/** In so many teams pins are looked for. */
const TEAMS_MAX = 10;

export default function InboxPage({ teams }: { teams: readonly Team[] }) {
  const { data, error, isFetching, refetch, unreadCount, markRead, markAllRead } = useInbox();
  const earlier = useEarlierNews();
  const pins = useQueries({
    queries: teams.slice(0, TEAMS_MAX).map(({ id }) => ({ queryKey: keys.pins(id), queryFn: () => fetchPins(id) })),
  });
  useEffect(() => {
    document.title = 'Inbox · Kith';
  }, []);
  const hasSide = useSideColumn();
  const pinned = <PinnedNews pins={pins.flatMap((pin) => pin.data ?? [])} teams={teams} />;
  return (
    <>
      <main id="main" className="main-column pt-6">
        <h1>Inbox</h1>
        {error && !data && <TryAgain sentence={sentenceOf(error)} isBusy={isFetching} onAgain={() => void refetch()} />}
        {!data && !error && <FeedSkeleton says="Your inbox is loading." />}
        {data && (
          <>
            <NewsList
              news={data.notifications}
              unreadCount={unreadCount}
              onRead={markRead}
              onAllRead={markAllRead}
              between={!hasSide && pinned}
            />
            {data.notifications.length > 0 && (
              <EarlierNews
                hasMore={data.more}
                isLoading={earlier.isLoading}
                problem={earlier.problem}
                onShow={earlier.show}
              />
            )}
          </>
        )}
      </main>
      {hasSide && (
        <aside className="side-column" aria-label="Pinned">
          {pinned}
        </aside>
      )}
    </>
  );
}
