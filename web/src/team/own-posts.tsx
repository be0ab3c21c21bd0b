// The reader's own posts that the server does not have yet, on top of the feed.
import { useEffect, useSyncExternalStore } from 'react';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { useLiveStatus } from '../live/live-context';
import { useBackOnline } from '../offline/use-back-online';
import { useDesk } from './desk-context';
import type { OwnPost } from './outbox';
import { coachName } from './presence-sentence';

interface OwnPostsProps {
  /** Takes the words back into the field. */
  onEdit: (body: string) => void;
}

export function OwnPosts({ onEdit }: OwnPostsProps) {
  const { outbox } = useDesk();
  const posts = useSyncExternalStore(outbox.subscribe, outbox.get);
  const isLive = useLiveStatus() === 'live';
  // What was written without a network is sent when there is one: twice is the same as once.
  useEffect(() => {
    if (isLive) void outbox.sendWaiting();
  }, [outbox, isLive]);
  useBackOnline(() => void outbox.sendWaiting());
  return posts.map((post) => <OwnPostCard key={post.clientId} post={post} onEdit={onEdit} />);
}

function OwnPostCard({ post, onEdit }: { post: OwnPost } & OwnPostsProps) {
  const { me, team, outbox } = useDesk();
  const isSending = post.state === 'sending';
  return (
    <article className="card" aria-label="Your post" aria-busy={isSending}>
      <div className="flex min-w-0 items-center gap-3">
        <Avatar userName={me.userName} />
        <div className="min-w-0 flex-1">
          <h3>{team.role === 'coach' ? coachName(me.userName) : me.userName}</h3>
          <p className="flex items-center gap-1.5 text-small">
            {!isSending && <Icon name="clock" isSmall />}
            {isSending ? 'Sending…' : 'Not sent yet'}
          </p>
        </div>
      </div>
      <p className="max-w-[62ch] whitespace-pre-line">{post.body}</p>
      {!isSending && (
        <>
          <p role="alert" className="text-danger">
            {post.why}
          </p>
          <div className="flex flex-wrap gap-2">
            <button type="button" className="btn" onClick={() => void outbox.again(post.clientId)}>
              Try again
            </button>
            <button type="button" className="btn btn-text" onClick={() => onEdit(outbox.takeBack(post.clientId))}>
              Change it
            </button>
          </div>
        </>
      )}
    </article>
  );
}
