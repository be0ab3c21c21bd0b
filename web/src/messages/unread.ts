// Which conversations hold something unread on this device. Pure: how far each goes, and how far it was read.
import type { TalkKey } from './talk';

export interface Unread {
  /** The newest number known of each talk that others have written. */
  readonly latest: Readonly<Partial<Record<TalkKey, number>>>;
  /** Up to which number each was read. */
  readonly read: Readonly<Partial<Record<TalkKey, number>>>;
}

/** So many talks are remembered; the one that was remembered first is forgotten. */
export const REMEMBERED_MAX = 500;

/** Somebody else said something. */
export function afterHearing(unread: Unread, talk: TalkKey, seq: number): Unread {
  if (seq <= (unread.latest[talk] ?? 0)) return unread;
  return { ...unread, latest: { ...unread.latest, [talk]: seq } };
}

/** The server says how far a talk goes. One that this device sees for the first time counts as read. */
export function afterJoining(unread: Unread, talk: TalkKey, seq: number): Unread {
  if (unread.read[talk] === undefined) return afterReading(unread, talk, seq);
  return afterHearing(unread, talk, seq);
}

/** The reader has seen it, or written it. */
export function afterReading(unread: Unread, talk: TalkKey, seq: number): Unread {
  if (seq <= (unread.read[talk] ?? -1)) return unread;
  const { [talk]: _, ...others } = unread.read;
  const kept = Object.entries(others).slice(-(REMEMBERED_MAX - 1));
  return { ...unread, read: Object.fromEntries([...kept, [talk, seq]]) };
}

export function unreadTalks(unread: Unread): TalkKey[] {
  const talks = Object.keys(unread.latest) as TalkKey[];
  return talks.filter((talk) => (unread.latest[talk] ?? 0) > (unread.read[talk] ?? 0));
}
