// The post that a link or a notification leads to, above everything else.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { sentenceOf } from '../api/call';
import { fetchPost } from '../api/team-calls';
import { Avatar } from '../design/avatar';
import { TryAgain } from '../design/notice';
import { CardSkeleton } from '../design/skeleton';
import { TimeAgo } from '../design/time-ago';
import type { PostId } from '@kith/client';
import { useDesk } from './desk-context';
import { keys } from './keys';
import { LikeRow } from './like-button';
import { PinLabel, pinnedBy } from './pinned-card';
import { authorOf } from './post-card';

export function Spotlight({ postId }: { postId: PostId }) {
  const { team } = useDesk();
  const {
    data: post,
    error,
    isFetching,
    refetch,
  } = useQuery({ queryKey: keys.post(postId), queryFn: () => fetchPost(postId) });
  const ref = useRef<HTMLElement>(null);
  const shownId = post?.id;

  // The reader asked for this post: it comes into view and takes the focus.
  useEffect(() => {
    if (shownId === undefined) return;
    globalThis.scrollTo({ top: 0 });
    ref.current?.focus({ preventScroll: true });
  }, [shownId]);

  if (error) return <TryAgain sentence={sentenceOf(error)} isBusy={isFetching} onAgain={() => void refetch()} />;
  if (!post) return <CardSkeleton />;
  return (
    <article
      ref={ref}
      tabIndex={-1}
      className="card border-gold-line!"
      aria-label={`The post of ${post.authorName}`}
      data-testid="spotlight"
    >
      <div className="-mt-2 flex flex-wrap items-center justify-between gap-3">
        <PinLabel text={post.pinned ? pinnedBy(post) : undefined} />
        <Link href={`/teams/${team.id}`} className="btn btn-text -mr-2">
          Back to all posts
        </Link>
      </div>
      <p className="max-w-[58ch] text-lead whitespace-pre-line text-strong">{post.body}</p>
      <div className="flex min-w-0 items-center gap-3">
        <Avatar userName={post.authorName} isSmall />
        <p className="min-w-0">
          <strong>{authorOf(post)}</strong> <TimeAgo at={post.createdAt} className="text-small" />
        </p>
      </div>
      <LikeRow post={post} />
    </article>
  );
}
