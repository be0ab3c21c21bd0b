// Keeps the reader where they read. The page goes to the end when it opens, when they write, and while they are there;
// if they read further up, what comes is counted instead.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { freshCount, moveAfter } from './reading';
import type { Line } from './talk';

/** Within so many pixels of the end one reads the newest line. */
const NEAR_END_PX = 120;

interface ReadingPlace {
  /** Lines of others that came below what is read. */
  fresh: number;
  goToEnd(): void;
}

/** `onSeen` is told the number of the newest line whenever it is in view. */
export function useReadingPlace(lines: readonly Line[], waiting: number, onSeen: (seq: number) => void): ReadingPlace {
  const before = useRef<{ lines: readonly Line[]; waiting: number; height: number }>({
    lines: [],
    waiting,
    height: 0,
  });
  const isAtEnd = useRef(true);
  const [seenSeq, setSeenSeq] = useState(0);
  const newest = lines.at(-1)?.seq ?? 0;
  const seen = useRef(onSeen);
  useEffect(() => {
    seen.current = onSeen;
  });

  const look = useCallback(() => {
    isAtEnd.current = distanceToEnd() < NEAR_END_PX;
    if (!isAtEnd.current || newest === 0 || document.visibilityState !== 'visible') return;
    setSeenSeq(newest);
    seen.current(newest);
  }, [newest]);

  useLayoutEffect(() => {
    const { documentElement: page } = document;
    const was = before.current;
    const move = waiting > was.waiting ? 'end' : moveAfter(was.lines, lines, isAtEnd.current);
    if (move === 'end') globalThis.scrollTo({ top: page.scrollHeight, behavior: 'instant' });
    if (move === 'hold') globalThis.scrollBy({ top: page.scrollHeight - was.height, behavior: 'instant' });
    before.current = { lines, waiting, height: page.scrollHeight };
  }, [lines, waiting]);

  useEffect(() => {
    look();
    addEventListener('scroll', look, { passive: true });
    document.addEventListener('visibilitychange', look);
    return () => {
      removeEventListener('scroll', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [look]);

  const goToEnd = useCallback(() => {
    globalThis.scrollTo({ top: document.documentElement.scrollHeight });
  }, []);
  return { fresh: seenSeq === 0 ? 0 : freshCount(lines, seenSeq), goToEnd };
}

function distanceToEnd(): number {
  return document.documentElement.scrollHeight - globalThis.scrollY - globalThis.innerHeight;
}
