// A post in the feed: who wrote it and when, its words, its likes, and for a coach the pin.
import { memo } from 'react';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { TimeAgo } from '../design/time-ago';
import type { Post } from '@kith/client';
import { LikeRow } from './like-button';
import { PinButton } from './pin-button';
import { coachName } from './presence-sentence';

interface PostCardProps {
  post: Post;
  /** `undefined` for who may not pin. */
  onPin: ((post: Post) => void) | undefined;
  /** The first is 1. */
  place: number;
  /** How many there are, -1 if that is not known. */
  of: number;
}

export const PostCard = memo(function PostCard({ post, onPin, place, of }: PostCardProps) {
  const headingId = `post-${post.id}-author`;
  return (
    <article
      id={`post-${post.id}`}
      className="card"
      aria-labelledby={headingId}
      aria-posinset={place}
      aria-setsize={of}
      tabIndex={-1}
    >
      <PostHead post={post} headingId={headingId}>
        {onPin && <PinButton post={post} onPin={onPin} />}
      </PostHead>
      <p className="max-w-[62ch] whitespace-pre-line">{post.body}</p>
      <LikeRow post={post} />
    </article>
  );
});

interface PostHeadProps {
  post: Post;
  headingId: string;
  children?: React.ReactNode;
}

function PostHead({ post, headingId, children }: PostHeadProps) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-3">
      <Avatar userName={post.authorName} />
      <div className="min-w-[min(100%,8rem)] flex-1">
        <h3 id={headingId}>{authorOf(post)}</h3>
        <p className="flex flex-wrap items-center gap-x-3 text-small">
          <TimeAgo at={post.createdAt} isAlone />
          {post.pinned && (
            <span className="inline-flex items-center gap-1.5 text-gold">
              <Icon name="pin" isSmall /> Pinned
            </span>
          )}
        </p>
      </div>
      {children}
    </div>
  );
}

/** "Coach Sarah" for a coach, the name for everybody else. */
export function authorOf(post: Post): string {
  return post.authorRole === 'coach' ? coachName(post.authorName) : post.authorName;
}
