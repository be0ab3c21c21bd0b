// What coaches have pinned in the reader's teams, the latest first.
import { Link } from 'wouter';
import { Icon } from '../design/icon';
import { TimeAgo } from '../design/time-ago';
import type { Post, Team } from '@kith/client';
import { pinnedBy } from '../team/pinned-card';

interface PinnedNewsProps {
  pins: readonly Post[];
  teams: readonly Team[];
}

export function PinnedNews({ pins, teams }: PinnedNewsProps) {
  if (pins.length === 0) return null;
  const teamName = (post: Post): string | undefined =>
    teams.length > 1 ? teams.find(({ id }) => id === post.teamId)?.name : undefined;
  const latestFirst = pins.toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)));
  return (
    <section className="card gap-2!" aria-labelledby="pinned-news">
      <h2 id="pinned-news">Pinned for you</h2>
      <ul>
        {latestFirst.map((post) => (
          <li key={post.id} className="border-t border-hairline first:border-t-0">
            <Link
              href={`/teams/${post.teamId}/posts/${post.id}`}
              className="flex min-h-16 items-center gap-3 py-3 leading-snug text-body no-underline"
            >
              <Icon name="pin" className="self-start text-gold" />
              <span className="min-w-0 flex-1">
                <span className="line-clamp-2 text-strong">{post.body}</span>
                <span className="text-small">
                  {[pinnedBy(post), teamName(post)].filter(Boolean).join(' · ')} <TimeAgo at={timeOf(post)} />
                </span>
              </span>
              <Icon name="right" isSmall />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function timeOf(post: Post): string {
  return post.pinnedAt ?? post.createdAt;
}
