// The posts that are loaded. As long as all of them are in the page, they need nothing else; what draws a long feed in
// part is loaded when there is one.
import { lazy, Suspense } from 'react';
import type { Post, PostId } from '@kith/client';
import { WHOLE_MAX } from './feed-window';
import { PostCard } from './post-card';

const LongFeedList = lazy(() => import('./long-feed-list'));

export interface FeedListProps {
  posts: Post[];
  /** Whether there are earlier ones on the server. */
  hasEarlier: boolean;
  onPin: ((post: Post) => void) | undefined;
  /** Drawn wherever it is, so that one can be brought to it. */
  sought: PostId | undefined;
}

export function FeedList(props: FeedListProps) {
  const whole = <WholeFeedList {...props} />;
  return props.posts.length <= WHOLE_MAX ? (
    whole
  ) : (
    <Suspense fallback={whole}>
      <LongFeedList {...props} />
    </Suspense>
  );
}

/** For the first posts and the long feed alike. */
export const FEED = {
  role: 'feed',
  'aria-label': 'Posts, newest first',
  className: '-mb-4 grid min-w-0',
} as const;

function WholeFeedList({ posts, hasEarlier, onPin }: FeedListProps) {
  return (
    <div {...FEED}>
      {posts.map((post, index) => (
        <div key={post.id} className="min-w-0 pb-4">
          <PostCard post={post} onPin={onPin} place={index + 1} of={hasEarlier ? -1 : posts.length} />
        </div>
      ))}
    </div>
  );
}
