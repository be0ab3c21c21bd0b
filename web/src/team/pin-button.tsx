// A coach pins a post to the top of the team page, or takes it down again.
import { Icon } from '../design/icon';
import type { Post } from '@kith/client';

interface PinButtonProps {
  post: Post;
  onPin: (post: Post) => void;
}

export function PinButton({ post, onPin }: PinButtonProps) {
  return (
    <button type="button" className="btn btn-text -mr-2 flex-none self-start" onClick={() => onPin(post)}>
      <Icon name={post.pinned ? 'unpin' : 'pin'} isSmall />
      {post.pinned ? 'Unpin' : 'Pin'}
      <span className="sr-only"> the post of {post.authorName}</span>
    </button>
  );
}
