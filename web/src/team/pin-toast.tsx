// Tells of what a coach has just pinned. It stays until it is closed; its lasting twin is the pinned card on top.
import { Link } from 'wouter';
import { Icon } from '../design/icon';
import type { Post } from '@kith/client';
import { coachName } from './presence-sentence';

interface PinToastProps {
  /** Newly pinned, the newest first; none: no toast. */
  posts: Post[];
  onClose: () => void;
}

export function PinToast({ posts, onClose }: PinToastProps) {
  const [first] = posts;
  return (
    // Always in the page, so that a screen reader hears what comes into it.
    <div className="toasts" role="status">
      {first && (
        <div
          className="glass enters pointer-events-auto flex w-full max-w-[37rem] items-center rounded-lg"
          data-testid="pin-toast"
        >
          <Link
            href={`/teams/${first.teamId}/posts/${first.id}`}
            onClick={onClose}
            className="flex min-h-17 min-w-0 flex-1 items-center gap-4 py-3 pl-5 leading-snug text-strong no-underline"
          >
            <Icon name="pin" className="text-gold" />
            <span className="min-w-0">
              <strong>{first.pinnedBy === undefined ? 'Your coach' : coachName(first.pinnedBy)}</strong> just pinned{' '}
              {pinnedWhat(posts)}{' '}
              <u className="font-semibold whitespace-nowrap decoration-gold decoration-2 underline-offset-4">View</u>
            </span>
          </Link>
          <button
            type="button"
            className="mx-2 grid size-12 flex-none place-items-center rounded-full"
            onClick={onClose}
          >
            <Icon name="close" />
            <span className="sr-only">Close</span>
          </button>
        </div>
      )}
    </div>
  );
}

const EXCERPT_MAX = 40;

/** "“Twenty minutes after lunch…”", or how many. */
export function pinnedWhat(posts: Post[]): string {
  const [first] = posts;
  if (!first || posts.length > 1) return `${posts.length} posts.`;
  const line = first.body.trim().split('\n')[0] ?? '';
  if (line.length <= EXCERPT_MAX) return `“${line}”`;
  const cut = line.slice(0, EXCERPT_MAX);
  const words = cut.slice(0, Math.max(cut.lastIndexOf(' '), EXCERPT_MAX / 2)).replace(/[\s,.;:–-]+$/, '');
  return `“${words}…”`;
}
