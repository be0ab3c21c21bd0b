// The pinned posts. One that is pinned while the page is read is told by the toast first, and takes its place on top
// when the reader closes the toast: nothing is put above a reader unasked.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { fetchPins } from '../api/team-calls';
import type { Post, PostId } from '@kith/client';
import { useDesk } from './desk-context';
import { keys } from './keys';

export interface Pins {
  /** Shown on top, the newest pin first. */
  shown: Post[];
  /** Pinned while the page was read, and not yet shown. */
  fresh: Post[];
  isLoading: boolean;
  /** Shows the fresh ones. */
  accept(): void;
  /** The reader pins this: it needs no toast. */
  acceptAhead(post: PostId): void;
}

const NONE: Post[] = [];

export function usePins(): Pins {
  const { team } = useDesk();
  const { data, isPending } = useQuery({ queryKey: keys.pins(team.id), queryFn: () => fetchPins(team.id) });
  const pins = data ?? NONE;
  const [accepted, setAccepted] = useState<ReadonlySet<PostId>>();
  if (data && !accepted) setAccepted(idsOf(data));

  const accept = useCallback(() => setAccepted(idsOf(pins)), [pins]);
  const acceptAhead = useCallback((post: PostId) => setAccepted((before) => before && new Set(before).add(post)), []);
  return {
    shown: pins.filter((post) => accepted?.has(post.id)),
    fresh: pins.filter((post) => accepted && !accepted.has(post.id)),
    isLoading: isPending,
    accept,
    acceptAhead,
  };
}

function idsOf(posts: Post[]): ReadonlySet<PostId> {
  return new Set(posts.map((post) => post.id));
}
