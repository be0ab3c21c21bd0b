// The button that says how many posts of others wait. Only it brings them in; the page never moves by itself, and its
// row is always kept free, so that nothing jumps when it comes.
import { useEffect, useState } from 'react';
import { sentenceOf } from '../api/call';
import { announcer } from '../design/announcer';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import type { PostId } from '@kith/client';
import { useDesk, useRoom } from './desk-context';
import { waitingCount, waitingText } from './new-posts';
import { usePolledNews } from './use-polling';

interface NewPostsPillProps {
  /** Brings the reader to the first of the new posts. */
  onShow: (post: PostId | undefined) => void;
}

export function NewPostsPill({ onShow }: NewPostsPillProps) {
  const { room, feed } = useDesk();
  const waiting = useRoom((state) => state.waiting);
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<string>();
  const count = waitingCount(waiting);
  const text = waitingText(count);
  usePolledNews();
  useEffect(() => announcer.say('posts', text), [text]);

  const show = async (): Promise<void> => {
    if (isLoading) return;
    setLoading(true);
    setProblem(undefined);
    try {
      const { newest, firstNew } = await feed.showNewest(waiting.base, count);
      room.feedLoaded(newest);
      onShow(firstNew);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setLoading(false);
  };

  return (
    <div className="pointer-events-none sticky top-[calc(var(--head-height,0px)+8px)] z-10 -my-2 grid min-h-13 place-items-center gap-2">
      {text !== '' && (
        <button
          type="button"
          className="glass enters pointer-events-auto flex min-h-13 items-center gap-2 rounded-full px-6 font-semibold"
          onClick={() => void show()}
          data-testid="new-posts"
        >
          <Icon name="up" isSmall className="text-gold" />
          {isLoading ? 'One moment…' : text}
        </button>
      )}
      {problem !== undefined && (
        <div className="glass pointer-events-auto rounded-md px-4 py-2">
          <Problem>{problem}</Problem>
        </div>
      )}
    </div>
  );
}
