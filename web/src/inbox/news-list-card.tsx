// The inbox: what is unread first, under a heading that says so, then what was read.
import type { Notification, NotificationId } from '@kith/client';
import { NewsRow } from './news-row';

interface NewsListProps {
  /** Newest first. */
  news: readonly Notification[];
  /** There are older ones that are not listed. */
  hasMore: boolean;
  onRead: (ids: readonly NotificationId[]) => void;
}

export function NewsList({ news, hasMore, onRead }: NewsListProps) {
  const unread = news.filter(({ isUnread }) => isUnread);
  const read = news.filter(({ isUnread }) => !isUnread);
  return (
    <>
      <section className="card gap-2!" aria-labelledby="unread-news">
        <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-3">
          <h2 id="unread-news">{unread.length === 0 ? 'Nothing new' : `New (${unread.length})`}</h2>
          {unread.length > 1 && (
            <button type="button" className="btn" onClick={() => onRead(unread.map(({ id }) => id))}>
              Mark all as read
            </button>
          )}
        </div>
        {unread.length === 0 && <p>You have seen everything. What happens next will stand here.</p>}
        <NewsRows news={unread} onRead={onRead} />
      </section>
      {read.length > 0 && (
        <section className="card gap-2!" aria-labelledby="read-news">
          <h2 id="read-news">Earlier</h2>
          <NewsRows news={read} onRead={onRead} />
          {hasMore && <p className="text-small">What is older than this is not shown here any more.</p>}
        </section>
      )}
    </>
  );
}

function NewsRows({ news, onRead }: Pick<NewsListProps, 'news' | 'onRead'>) {
  return (
    <ul>
      {news.map((one) => (
        <NewsRow key={one.id} news={one} onRead={() => onRead([one.id])} />
      ))}
    </ul>
  );
}
