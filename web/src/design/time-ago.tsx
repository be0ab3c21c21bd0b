// A time in words that keeps itself true, with the exact time for whoever wants it.
import { timeInWords, timeInWordsAlone } from './time-in-words';
import { useNow } from './use-now';

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
  const exact = then.toLocaleString('en', { dateStyle: 'full', timeStyle: 'short' });
  return (
    <time dateTime={at} title={exact} className={`inline-block ${className}`}>
      {isAlone ? timeInWordsAlone(then, now) : timeInWords(then, now)}
    </time>
  );
}
