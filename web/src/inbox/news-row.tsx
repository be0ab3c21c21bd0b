// One piece of news: who and what in a sentence, when, and the way to its place. Unread ones say so in a word.
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { NewMark } from '../design/new-mark';
import { TimeAgo } from '../design/time-ago';
import type { Notification } from '@kith/client';
import { tell } from './tellings';

interface NewsRowProps {
  news: Notification;
  onRead: () => void;
}

export function NewsRow({ news, onRead }: NewsRowProps) {
  const { icon, parts, text, place, params } = tell(news);
  const isFromSomebody = params.userName !== undefined && params.userId !== news.userId;
  const words = (
    <>
      {isFromSomebody ? (
        <Avatar userName={params.userName ?? ''} className="row-extra" />
      ) : (
        <span className="row-extra grid size-12 flex-none place-items-center rounded-full bg-raised text-gold">
          <Icon name={icon} />
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className={`block ${news.isUnread ? 'text-strong' : ''}`}>
          {parts.map((part) => (part.isName ? <strong key={part.text}>{part.text}</strong> : part.text))}
        </span>
        <span className="flex flex-wrap items-center gap-x-3 text-small">
          {news.isUnread && <NewMark />}
          <TimeAgo at={news.createdAt} isAlone />
        </span>
      </span>
    </>
  );
  return (
    <li
      className="flex flex-wrap items-center gap-x-2 border-t border-hairline py-1 first:border-t-0"
      data-testid="news"
    >
      {place === undefined ? (
        <p className="flex min-h-16 min-w-[min(100%,15rem)] flex-1 items-center gap-3 py-2 leading-snug">{words}</p>
      ) : (
        <Link
          href={place}
          onClick={() => news.isUnread && onRead()}
          className="flex min-h-16 min-w-[min(100%,15rem)] flex-1 items-center gap-3 py-2 leading-snug text-body no-underline"
        >
          {words}
          <Icon name="right" isSmall className="row-extra" />
        </Link>
      )}
      {news.isUnread && (
        <button
          type="button"
          className="btn btn-text @max-[30rem]:ml-13 @max-[16rem]:-ml-2 @max-[30rem]:-mt-2"
          onClick={onRead}
        >
          Mark as read
          <span className="sr-only">{text}</span>
        </button>
      )}
    </li>
  );
}
