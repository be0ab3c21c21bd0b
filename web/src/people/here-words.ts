// Whether a friend is here, in words: colour alone says nothing.
import { timeInWords } from '../design/time-in-words';
import type { PersonStatus } from '@kith/client';

export function hereWords(status: PersonStatus | undefined, lastSeen: string | undefined, now: Date): string {
  if (status === 'active') return 'Here now';
  if (status === 'away') return 'Here, but quiet for a while';
  return lastSeen === undefined ? 'Not here now' : `Last here ${timeInWords(new Date(lastSeen), now)}`;
}
