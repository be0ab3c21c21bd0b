// Which posts of a long feed are drawn: those in and around the window, and those that must not go. Pure.
import type { Range } from '@tanstack/react-virtual';

/** A feed as short as this is drawn whole: the browser's own search and screen readers find all of it. */
export const WHOLE_MAX = 40;

/** So many posts beyond the window, above and below. */
export const AROUND = 6;

/** `kept` are drawn wherever they are: the one that has the focus, the one that is sought. */
export function drawnIndexes({ startIndex, endIndex, count }: Range, kept: readonly number[]): number[] {
  if (count <= WHOLE_MAX) return Array.from({ length: count }, (_, index) => index);
  const drawn = new Set(kept.filter((index) => index >= 0 && index < count));
  const last = Math.min(endIndex + AROUND, count - 1);
  for (let index = Math.max(startIndex - AROUND, 0); index <= last; index += 1) drawn.add(index);
  return [...drawn].toSorted((a, b) => a - b);
}

/** How much room stands above each drawn post, and below the last, for those that are not drawn. */
export function roomBetween(
  drawn: readonly { start: number; end: number }[],
  from: number,
  total: number,
): { above: number[]; below: number } {
  let end = from;
  const above = drawn.map((item) => {
    const room = item.start - end;
    end = item.end;
    return Math.max(0, room);
  });
  return { above, below: Math.max(0, from + total - end) };
}
