// The heart of a post and the sentence beside it. It turns at once; if the server refuses, it turns back and says why.
import { useSyncExternalStore } from 'react';
import { Icon } from '../design/icon';
import type { Post } from '@kith/client';
import { WillBeSent } from '../live/will-be-sent';
import { useDesk } from './desk-context';
import { likeSentence } from './like-sentence';
import { shownLike } from './likes';

export function LikeRow({ post }: { post: Post }) {
  const { likes } = useDesk();
  const wanted = useSyncExternalStore(likes.subscribe, () => likes.wanted(post.id));
  const refusal = useSyncExternalStore(likes.subscribe, () => likes.refusal(post.id));
  const isWaiting = useSyncExternalStore(likes.subscribe, () => likes.isWaiting(post.id));
  const { likeCount, likedByMe } = shownLike(post, wanted);

  return (
    <>
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2">
        <button
          type="button"
          className="btn min-w-30 flex-none"
          aria-pressed={likedByMe}
          onClick={() => void likes.want(post, !likedByMe)}
        >
          <Icon name="heart" isSolid={likedByMe} />
          {likedByMe ? 'Liked' : 'Like'}
          <span className="sr-only"> the post of {post.authorName}</span>
        </button>
        <span className="min-w-[min(100%,8.5rem)] flex-1 leading-snug" data-testid="likes">
          {likeSentence(likeCount, likedByMe)}
        </span>
      </div>
      {/* Always in the page, so that a screen reader hears what comes into it. */}
      <p role="status" className="text-small empty:hidden" data-testid="like-waits">
        {isWaiting && <WillBeSent lead={likedByMe ? 'Your like will be sent' : 'Your change will be sent'} />}
      </p>

      <p role="alert" className="text-danger empty:hidden">
        {refusal}
      </p>
    </>
  );
}
