// Many cheers in a short time are one burst with one sentence. Pure: cheers and times in, a sentence out.
import type { UserId } from '@kith/client';
import { listed, sentenceText } from './presence-sentence';

/** After this long without a cheer the next one begins a new burst. */
const BURST_PAUSE_MS = 30_000;

/** A cheer as it was heard. */
export interface Cheer {
  userId: UserId;
  userName: string;
  /** Further people whose cheers this message stands for. */
  others: number;
}

export interface Burst {
  /** Who cheered, the latest first. */
  readonly people: readonly { userId: UserId; userName: string }[];
  readonly others: number;
  readonly lastAt: number;
}

export function afterCheer(burst: Burst | undefined, cheer: Cheer, nowMs: number): Burst {
  const isNew = !burst || nowMs - burst.lastAt > BURST_PAUSE_MS;
  const before = isNew ? [] : burst.people.filter((person) => person.userId !== cheer.userId);
  return {
    people: [{ userId: cheer.userId, userName: cheer.userName }, ...before],
    others: cheer.others + (isNew ? 0 : burst.others),
    lastAt: nowMs,
  };
}

/** "Ruth cheered", "You and Ruth cheered", "Ruth and 4 others cheered". */
export function burstSentence(burst: Burst, reader: UserId): string {
  const isReaderIn = burst.people.some((person) => person.userId === reader);
  const names = burst.people.filter((person) => person.userId !== reader).map((person) => person.userName);
  if (isReaderIn) names.unshift('You');
  const isPair = names.length === 2 && burst.others === 0;
  const shown = isPair ? names : names.slice(0, 1);
  return `${sentenceText(listed(shown, names.length - shown.length + burst.others))} cheered`;
}
