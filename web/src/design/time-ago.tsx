// A time in words that keeps itself true, with the exact time for whoever wants it.
import { timeInWords, timeInWordsAlone } from './time-in-words';
import { useNow } from './use-now';

/** Made once: making it costs more than all its uses. */
const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' });

interface TimeAgoProps {
  /** RFC 3339. */
  at: string;
  /** Whether it stands at the beginning of a line. */
  isAlone?: boolean;
  className?: string;
}

export function TimeAgo({ at, isAlone = false, className = '' }: TimeAgoProps) {
  const now = new Date(useNow());
  const then = new Date(at);
  return (
    <time dateTime={at} title={EXACT.format(then)} className={`inline-block ${className}`}>
      {isAlone ? timeInWordsAlone(then, now) : timeInWords(then, now)}
    </time>
  );
}
