// Where the reader is in a conversation, and what has come meanwhile. Pure.
import type { Line } from './talk';

/** What a change of the lines asks of the page. */
export type Move =
  /** Nothing moves. */
  | 'stay'
  /** Earlier lines came above: what is read keeps its place. */
  | 'hold'
  /** To the newest line: the page was just opened, the reader is there anyway, or has just written. */
  | 'end';

export function moveAfter(before: readonly Line[], after: readonly Line[], isAtEnd: boolean): Move {
  const [newest, wasNewest] = [after.at(-1), before.at(-1)];
  if (!newest) return 'stay';
  if (!wasNewest) return 'end';
  if (newest.id !== wasNewest.id) return isAtEnd || newest.isMine ? 'end' : 'stay';
  return after[0]?.id === before[0]?.id ? 'stay' : 'hold';
}

/** How many lines of others came after the last one that was seen. */
export function freshCount(lines: readonly Line[], seenSeq: number): number {
  return lines.filter(({ seq, isMine }) => seq > seenSeq && !isMine).length;
}

/** What the button says; empty when there is none. */
export function freshText(count: number): string {
  return count <= 0 ? '' : `${count} new`;
}
