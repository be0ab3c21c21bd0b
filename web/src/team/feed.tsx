// The posts of the team, newest first, and what stands there while they load, fail, or there are none.
import { sentenceOf } from '../api/call';
import { TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import type { Post, PostId } from '@kith/client';
import { useDesk } from './desk-context';
import { FeedList } from './feed-list';
import { postsOf } from './feed-pages';
import { OwnPosts } from './own-posts';
import { useFeed } from './use-feed';

interface FeedProps {
  onPin: ((post: Post) => void) | undefined;
  onEdit: (body: string) => void;
  sought: PostId | undefined;
}

export function Feed({ onPin, onEdit, sought }: FeedProps) {
  const { team } = useDesk();
  const feed = useFeed();
  const posts = postsOf(feed.data);

  return (
    <section className="grid min-w-0 gap-4" aria-label="Posts">
      <OwnPosts onEdit={onEdit} />
      {feed.isPending && <FeedSkeleton />}
      {feed.isError && !feed.data && (
        <TryAgain sentence={sentenceOf(feed.error)} isBusy={feed.isFetching} onAgain={() => void feed.refetch()} />
      )}
      {feed.data && posts.length === 0 && <EmptyFeed teamName={team.name} isCoach={team.role === 'coach'} />}
      {posts.length > 0 && <FeedList posts={posts} hasEarlier={feed.hasNextPage} onPin={onPin} sought={sought} />}
      {feed.isFetchNextPageError && (
        <TryAgain
          sentence={sentenceOf(feed.error)}
          isBusy={feed.isFetching}
          onAgain={() => void feed.fetchNextPage()}
        />
      )}
      {feed.hasNextPage && !feed.isFetchNextPageError && (
        <button
          type="button"
          className="btn justify-self-center"
          aria-disabled={feed.isFetchingNextPage}
          onClick={() => !feed.isFetchingNextPage && void feed.fetchNextPage()}
        >
          {feed.isFetchingNextPage ? 'Loading earlier posts…' : 'Show earlier posts'}
        </button>
      )}
    </section>
  );
}

function EmptyFeed({ teamName, isCoach }: { teamName: string; isCoach: boolean }) {
  return (
    <div className="card">
      <h2>Nothing here yet</h2>
      <p>
        {isCoach
          ? `Write the first words to ${teamName}. People answer when somebody starts.`
          : `Say hello to ${teamName}: what you write above will show here.`}
      </p>
    </div>
  );
}
