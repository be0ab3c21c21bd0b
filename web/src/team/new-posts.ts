// How many posts of others wait behind the button. Pure: what was loaded, heard over the socket or polled goes in, a
// count comes out. The reader's own posts are shown at once and never counted.
import type { NewPosts as PolledPosts } from '@kith/client';

/** Over this the button stops counting. */
const COUNTED_MAX = 20;

export interface Waiting {
  /** The newest post when the feed was last loaded; what is newer waits, unless it is the reader's own. */
  readonly base: number;
  /** What the server last counted after `base`, without the reader's own … */
  readonly counted: number;
  /** … which covers every post up to here. */
  readonly countedTo: number;
  /** Posts of others heard of since, by `seq`. */
  readonly heard: readonly number[];
}

export const NOTHING_WAITS: Waiting = { base: 0, counted: 0, countedTo: 0, heard: [] };

/** The feed was loaded; its newest post is `newestSeq`, 0 if it is empty. What came meanwhile goes on waiting. */
export function afterLoading(waiting: Waiting, newestSeq: number): Waiting {
  const heard = waiting.heard.filter((seq) => seq > newestSeq);
  return { base: newestSeq, counted: 0, countedTo: newestSeq, heard };
}

/** The socket told of a post of somebody else. */
export function afterHearing(waiting: Waiting, seq: number): Waiting {
  if (seq <= waiting.countedTo || waiting.heard.includes(seq)) return waiting;
  return { ...waiting, heard: [...waiting.heard, seq] };
}

/** The server counted all posts after `base`; `ownSeqs` are the reader's own that are shown already. */
export function afterCounting(waiting: Waiting, polled: PolledPosts, ownSeqs: readonly number[]): Waiting {
  if (polled.latestSeq < waiting.countedTo) return waiting;
  const own = ownSeqs.filter((seq) => seq > waiting.base && seq <= polled.latestSeq).length;
  return {
    base: waiting.base,
    counted: Math.max(0, polled.count - own),
    countedTo: polled.latestSeq,
    heard: waiting.heard.filter((seq) => seq > polled.latestSeq),
  };
}

/** A post of the reader's own is shown now; the server may have counted it while it was on its way. */
export function afterOwn(waiting: Waiting, seq: number): Waiting {
  if (seq <= waiting.base || seq > waiting.countedTo) return waiting;
  return { ...waiting, counted: Math.max(0, waiting.counted - 1) };
}

export function waitingCount(waiting: Waiting): number {
  return waiting.counted + waiting.heard.length;
}

/** What the button says; empty when there is no button. */
export function waitingText(count: number): string {
  if (count <= 0) return '';
  if (count > COUNTED_MAX) return 'New posts';
  return count === 1 ? '1 new post' : `${count} new posts`;
}
