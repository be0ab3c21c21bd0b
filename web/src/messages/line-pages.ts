// The loaded pages of a conversation. Pure: no line is in them twice, and what was missed leaves no hole.
import type { InfiniteData } from '@tanstack/react-query';
import type { Line } from './talk';
import type { LinePage } from './talk-calls';

export type LinePages = InfiniteData<LinePage, string | undefined>;

/** Oldest first, each once: the order of reading. */
export function linesOf(pages: LinePages | undefined): Line[] {
  const byId = new Map<string, Line>();
  for (const page of pages?.pages ?? []) {
    for (const line of page.lines) if (!byId.has(line.id)) byId.set(line.id, line);
  }
  return [...byId.values()].toSorted((a, b) => a.seq - b.seq);
}

/** A line was said or heard; one that is there already stays as it is. */
export function withLine(pages: LinePages, line: Line): LinePages {
  const [first, ...rest] = pages.pages;
  if (!first || linesOf(pages).some(({ id }) => id === line.id)) return pages;
  return { ...pages, pages: [{ ...first, lines: [line, ...first.lines] }, ...rest] };
}

/**
 * The newest page was fetched again. If it does not reach down to what is shown, what is shown is let go: there may be
 * a hole between them.
 */
export function withNewest(pages: LinePages | undefined, newest: LinePage): LinePages {
  const shown = linesOf(pages);
  const latest = shown.at(-1);
  const reaches = latest === undefined || newest.next === null || newest.lines.some((line) => line.seq <= latest.seq);
  const [first, ...rest] = pages?.pages ?? [];
  if (!pages || !first || !reaches) return { pages: [newest], pageParams: [undefined] };
  const known = new Set(shown.map(({ id }) => id));
  const missed = newest.lines.filter(({ id }) => !known.has(id));
  return missed.length === 0 ? pages : { ...pages, pages: [{ ...first, lines: [...missed, ...first.lines] }, ...rest] };
}
