// The list of conversations: with whom, what was said last and when, and "New" in words where something is unread.
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { NewMark } from '../design/new-mark';
import { TimeAgo } from '../design/time-ago';
import { talkHref, talkKey } from './talk';
import type { TalkSummary } from './talk-list';

export function TalkListCard({ talks }: { talks: readonly TalkSummary[] }) {
  return (
    <ul className="card gap-0! py-2!">
      {talks.map((one) => (
        <li key={talkKey(one.talk)} className="border-t border-hairline first:border-t-0">
          <TalkRow summary={one} />
        </li>
      ))}
    </ul>
  );
}

function TalkRow({ summary: { talk, name, last, unread, status } }: { summary: TalkSummary }) {
  const isUnread = unread > 0;
  return (
    <Link href={talkHref(talk)} className="flex min-h-18 items-center gap-3 py-3 leading-snug text-body no-underline">
      {talk.kind === 'person' ? (
        <Avatar userName={name} isOnline={status === 'active'} className="row-extra" />
      ) : (
        <span className="row-extra grid size-12 flex-none place-items-center rounded-full bg-raised text-strong">
          <Icon name="team" />
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span className="min-w-0 font-semibold text-strong">{name}</span>
          {isUnread && <NewMark />}
        </span>
        <span className={`line-clamp-2 ${isUnread ? 'text-strong' : ''}`}>
          {last
            ? saidLast(last.text, last.isMine ? 'You' : talk.kind === 'forum' ? last.authorName : undefined)
            : 'Nothing was said here yet.'}
        </span>
        <span className="block text-small">
          {last && <TimeAgo at={last.createdAt} isAlone />}
          {status === 'active' && `${last ? ' · ' : ''}Here now`}
        </span>
      </span>
      <Icon name="right" isSmall className="row-extra" />
    </Link>
  );
}

/** "You: See you at the bandstand". */
function saidLast(text: string, by: string | undefined): string {
  return by === undefined ? text : `${by}: ${text}`;
}
