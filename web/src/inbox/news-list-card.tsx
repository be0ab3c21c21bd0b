// The inbox: what is unread first, under a heading that says so, then what was read.
import type { ReactNode } from 'react';
import type { Notification, NotificationId } from '@kith/client';
import { NewsRow } from './news-row';

interface NewsListProps {
  /** Newest first. */
  news: readonly Notification[];
  /** How many are unread, also of those that are not listed. */
  unreadCount: number;
  onRead: (id: NotificationId) => void;
  onAllRead: () => void;
  /** What stands between what is new and what was read. */
  between?: ReactNode;
}

export function NewsList({ news, unreadCount, onRead, onAllRead, between }: NewsListProps) {
  const unread = news.filter(({ isUnread }) => isUnread);
  const read = news.filter(({ isUnread }) => !isUnread);
  return (
    <>
      <section className="card gap-2!" aria-labelledby="unread-news">
        <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-3">
          <h2 id="unread-news">{unreadCount === 0 ? 'Nothing new' : `New (${unreadCount})`}</h2>
          {unreadCount > 1 && (
            <button type="button" className="btn" onClick={onAllRead}>
              Mark all as read
            </button>
          )}
        </div>
        {unreadCount === 0 && <p>You have seen everything. What happens next will stand here.</p>}
        <NewsRows news={unread} onRead={onRead} />
        {unreadCount > unread.length && (
          <p className="text-small">
            {unread.length === 0 ? 'It is' : 'Some of it is'} further back: see earlier news.
          </p>
        )}
      </section>
      {between}
      {read.length > 0 && (
        <section className="card gap-2!" aria-labelledby="read-news">
          <h2 id="read-news">Earlier</h2>
          <NewsRows news={read} onRead={onRead} />
        </section>
      )}
    </>
  );
}

function NewsRows({ news, onRead }: Pick<NewsListProps, 'news' | 'onRead'>) {
  return (
    <ul>
      {news.map((one) => (
        <NewsRow key={one.id} news={one} onRead={() => onRead(one.id)} />
      ))}
    </ul>
  );
}
