// How a coach pins and takes down: the call, and the sentence when it is refused.
import { useCallback, useState } from 'react';
import { sentenceOf } from '../api/call';
import { setPin } from '../api/team-calls';
import type { Post, PostId } from '@kith/client';
import { useDesk } from './desk-context';

export interface Pinning {
  /** Pins what is not pinned and takes down what is; `undefined` for who may not. */
  toggle: ((post: Post) => void) | undefined;
  /** Why the last try was refused; empty otherwise. */
  problem: string;
}

export function usePinning(acceptAhead: (post: PostId) => void): Pinning {
  const { team, feed } = useDesk();
  const [problem, setProblem] = useState('');

  const toggle = useCallback(
    (post: Post) => {
      const pinned = !post.pinned;
      setProblem('');
      if (pinned) acceptAhead(post.id);
      setPin(post.id, pinned)
        .then(() => {
          feed.change(post.id, (one) => ({ ...one, pinned }));
          return feed.refetchPins();
        })
        .catch((error: unknown) => setProblem(sentenceOf(error)));
    },
    [feed, acceptAhead],
  );
  return { toggle: team.role === 'coach' ? toggle : undefined, problem };
}
