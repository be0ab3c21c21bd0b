// One conversation as its page sees it: the pages of lines, the own ones on their way, and what is read.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type LinePages, linesOf } from './line-pages';
import { type Line, type Talk, talkKey } from './talk';
import { fetchLines, type LinePage, talkKeys } from './talk-calls';
import type { TalkDesk } from './talk-desk';
import { firstUnread } from './talk-list';

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
  const firstNew = useFirstNew(desk, talk, query.data && lines);
  return { query, lines, outbox, waiting, firstNew };
}

/** The line where that begins which was unread when the page was opened; it stays there while the page is open. */
function useFirstNew(desk: TalkDesk, talk: Talk, lines: readonly Line[] | undefined): string | undefined {
  const [unread, setUnread] = useState(() => desk.unreadNow(talk));
  const [first, setFirst] = useState<{ id: string | undefined }>();
  useEffect(() => {
    if (unread !== undefined) return undefined;
    let isHere = true;
    void desk.unreadOf(talk).then((count) => isHere && setUnread(count));
    return () => {
      isHere = false;
    };
  }, [desk, talk, unread]);
  if (first === undefined && unread !== undefined && lines) setFirst({ id: firstUnread(lines, unread)?.id });
  return first?.id;
}
