// The posts of a long feed, drawn as far as they can be seen. They stand in the page's own flow, so that order, focus
// and the browser's hold on what one reads are as in any page.
import { useWindowVirtualizer, windowScroll } from '@tanstack/react-virtual';
import { Fragment, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTextSize } from '../design/text-size';
import type { Post, PostId } from '@kith/client';
import { FEED, type FeedListProps } from './feed-list';
import { drawnIndexes, roomBetween } from './feed-window';
import { PostCard } from './post-card';

/** A post of three lines and the room below it, in parts of the root's text size. */
const POST_REM = 260 / 18;

/** Where the browser holds what one reads when something above it grows, the list must not do it a second time. */
const BROWSER_HOLDS = globalThis.CSS?.supports?.('overflow-anchor', 'auto') ?? false;

export default function LongFeedList({ posts, hasEarlier, onPin, sought }: FeedListProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<PostId>();
  const remPx = useRemPx();
  const from = useTopOf(ref);
  const [heights] = useState(() => drawnHeights(posts));
  const at = (id: PostId | undefined): number => (id === undefined ? -1 : posts.findIndex((post) => post.id === id));
  const kept = [at(sought), ...withNeighbours(at(focused))];
  // oxlint-disable-next-line react/incompatible-library -- its answers are used while this component is drawn only
  const list = useWindowVirtualizer<HTMLDivElement>({
    count: posts.length,
    estimateSize: (index) => heights.get(posts[index]?.id ?? '') ?? POST_REM * remPx,
    getItemKey: (index) => posts[index]?.id ?? index,
    rangeExtractor: (range) => drawnIndexes(range, kept),
    scrollMargin: from,
    // Only to hold what one reads, where the browser does not: nothing else scrolls the page for the reader.
    scrollToFn: (offset, options, instance) => {
      if (!BROWSER_HOLDS && options.adjustments) windowScroll(offset, options, instance);
    },
  });
  // With other letters every height is another.
  useEffect(() => list.measure(), [list, remPx]);

  const drawn = list.getVirtualItems();
  const { above, below } = roomBetween(drawn, from, list.getTotalSize());
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only hears where the focus is
    <div
      ref={ref}
      {...FEED}
      onFocus={(event) => setFocused(postAround(event.target))}
      // Not while it goes from one to the next: the next must be there to take it.
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setFocused(undefined)}
    >
      {drawn.map(({ index, key }, place) => {
        const post = posts[index];
        if (!post) return null;
        return (
          <Fragment key={key}>
            <Room height={above[place] ?? 0} />
            <div ref={list.measureElement} data-index={index} className="min-w-0 pb-4">
              <PostCard post={post} onPin={onPin} place={index + 1} of={hasEarlier ? -1 : posts.length} />
            </div>
          </Fragment>
        );
      })}
      <Room height={below} />
    </div>
  );
}

/** How high the posts are that were drawn before this list took them over: nothing moves by that. */
function drawnHeights(posts: readonly Post[]): ReadonlyMap<PostId, number> {
  const rows = posts.map(({ id }) => [id, document.getElementById(`post-${id}`)?.parentElement?.offsetHeight] as const);
  return new Map(rows.filter((row): row is readonly [PostId, number] => row[1] !== undefined));
}

/** The keyboard goes from a post to the next, wherever the window is. */
function withNeighbours(index: number): number[] {
  return index < 0 ? [] : [index - 1, index, index + 1];
}

/** Beside the posts and not around them: what changes around what one reads makes the browser let go of it. */
function Room({ height }: { height: number }) {
  return height > 0 ? <div aria-hidden="true" style={{ height }} /> : null;
}

/** Where an element begins in the page, in pixels; what stands above it may grow. */
function useTopOf(ref: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => {
      const box = ref.current?.getBoundingClientRect();
      if (box) setTop(Math.round(box.top + globalThis.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [ref]);
  return top;
}

/** What one rem is now, in pixels. */
function useRemPx(): number {
  useTextSize();
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 18;
}

function postAround(target: EventTarget): PostId | undefined {
  const id = target instanceof Element ? target.closest('article')?.id : undefined;
  return id?.replace(/^post-/, '');
}
