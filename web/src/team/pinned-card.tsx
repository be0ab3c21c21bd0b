// What a coach has pinned, on top of the feed: the newest as a card, the others as a list that leads to them.
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { TimeAgo } from '../design/time-ago';
import type { Post } from '@kith/client';
import { PinButton } from './pin-button';
import { authorOf } from './post-card';
import { coachName } from './presence-sentence';

interface PinnedCardProps {
  posts: Post[];
  onPin: ((post: Post) => void) | undefined;
}

export function PinnedCard({ posts, onPin }: PinnedCardProps) {
  const [first, ...others] = posts;
  if (!first) return null;
  return (
    <article className="card border-gold-line!" aria-label={pinnedBy(first)} data-testid="pinned">
      <div className="flex min-h-6 flex-wrap items-center justify-between gap-x-3 gap-y-5">
        <PinLabel text={pinnedBy(first)} />
        {onPin && (
          <div className="-my-3 flex">
            <PinButton post={first} onPin={onPin} />
          </div>
        )}
      </div>
      <p className="max-w-[58ch] text-lead whitespace-pre-line text-strong">{first.body}</p>
      <div className="flex min-w-0 items-center gap-3">
        <Avatar userName={first.authorName} isSmall />
        <p className="min-w-0">
          <strong>{authorOf(first)}</strong> <TimeAgo at={first.createdAt} className="text-small" />
        </p>
      </div>
      {others.length > 0 && (
        <ul className="mb-[calc(var(--spacing)*-2)] desk:hidden">
          {others.map((post) => (
            <PinnedRow key={post.id} post={post} />
          ))}
        </ul>
      )}
    </article>
  );
}

/** The pins after the first, beside the feed where there is room. */
export function AlsoPinned({ posts }: { posts: Post[] }) {
  const others = posts.slice(1);
  if (others.length === 0) return null;
  return (
    <section className="card hidden! desk:grid!" aria-label="Also pinned">
      <PinLabel text="Also pinned" />
      <ul className="-mb-2">
        {others.map((post) => (
          <PinnedRow key={post.id} post={post} />
        ))}
      </ul>
    </section>
  );
}

/** Stays in its place, empty, when there is nothing to say. */
export function PinLabel({ text }: { text: string | undefined }) {
  if (text === undefined) return <span />;
  return (
    <p className="flex items-center gap-2 text-small font-semibold text-gold">
      <Icon name="pin" isSmall />
      {text}
    </p>
  );
}

/** "Pinned by Coach Dave". */
export function pinnedBy(post: Post): string {
  return post.pinnedBy === undefined || post.pinnedBy === post.authorName
    ? 'Pinned'
    : `Pinned by ${coachName(post.pinnedBy)}`;
}

function PinnedRow({ post }: { post: Post }) {
  return (
    <li className="border-t border-hairline">
      <Link
        href={`/teams/${post.teamId}/posts/${post.id}`}
        className="flex min-h-14 items-center gap-3 py-2 leading-snug text-strong no-underline"
      >
        <span className="min-w-0 flex-1">
          <span className="line-clamp-2">{post.body}</span>
          <span className="text-small text-body">{authorOf(post)}</span>
        </span>
        <Icon name="right" isSmall />
      </Link>
    </li>
  );
}
