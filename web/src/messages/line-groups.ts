// How lines stand on the page: by day, and within a day what one person says in a row. Pure.
import type { Line } from './talk';

export interface LineGroup {
  /** The id of its first line. */
  readonly key: string;
  readonly authorName: string;
  readonly isMine: boolean;
  readonly lines: readonly Line[];
}

export interface LineDay {
  /** "Today", "Yesterday", "Monday 3 November". */
  readonly title: string;
  readonly groups: readonly LineGroup[];
}

/** After so long a pause the same person begins anew. */
const PAUSE_MS = 10 * 60_000;

export function lineDays(lines: readonly Line[], now: Date): LineDay[] {
  const days: { title: string; groups: { key: string; authorName: string; isMine: boolean; lines: Line[] }[] }[] = [];
  let before: Line | undefined;
  for (const line of lines) {
    const title = dayTitle(new Date(line.createdAt), now);
    let day = days.at(-1);
    if (day?.title !== title) {
      day = { title, groups: [] };
      days.push(day);
    }
    const group = day.groups.at(-1);
    const goesOn = group && before && before.authorId === line.authorId && pauseMs(before, line) < PAUSE_MS;
    if (goesOn) group.lines.push(line);
    else day.groups.push({ key: line.id, authorName: line.authorName, isMine: line.isMine, lines: [line] });
    before = line;
  }
  return days;
}

export function dayTitle(day: Date, now: Date): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return 'Today';
  if (day.toDateString() === yesterday.toDateString()) return 'Yesterday';
  const isThisYear = day.getFullYear() === now.getFullYear();
  return day.toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  });
}

function pauseMs(before: Line, after: Line): number {
  return Date.parse(after.createdAt) - Date.parse(before.createdAt);
}
