// One conversation as its page sees it: the pages of lines, the own ones on their way, and what is read.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { type LinePages, linesOf } from './line-pages';
import { type Talk, talkKey } from './talk';
import { fetchLines, type LinePage, talkKeys } from './talk-calls';
import type { TalkDesk } from './talk-desk';

export function useTalk(desk: TalkDesk, talk: Talk) {
  const key = talkKey(talk);
  const query = useInfiniteQuery<LinePage, Error, LinePages, ReturnType<typeof talkKeys.lines>, string | undefined>({
    queryKey: talkKeys.lines(key),
    queryFn: ({ pageParam }) => fetchLines(talk, desk.me.id, pageParam),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });
  const lines = useMemo(() => linesOf(query.data), [query.data]);
  const outbox = desk.outboxOf(talk);
  const waiting = useSyncExternalStore(outbox.subscribe, outbox.get);
  // Where the reader was when the page was opened: what came after it is marked as new.
  const [readBefore] = useState(() => desk.unread.readUpTo(key));
  return { query, lines, outbox, waiting, readBefore };
}
