// What the live connection tells its listeners, and the codes with which the server closes it.
import type { Told } from './messages.ts';
import type { Room } from './room.ts';

/**
 * - `connecting`: the first try is under way.
 * - `live`: the connection stands and its rooms are entered.
 * - `reconnecting`: it was lost a moment ago.
 * - `polling`: it cannot be had for now; ask over REST while tries go on.
 * - `ended`: the server said not to come back; ask over REST.
 */
export type LiveStatus = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'ended';

/** Why what is shown of a room may be stale. */
export type StaleWhy = 'first-join' | 'resync' | 'gap';

export type LiveEvent =
  | { kind: 'status'; status: LiveStatus }
  /** A message; an entry of a feed comes once, however often the server tells it. */
  | { kind: 'message'; message: Told }
  /** Fetch what is newer than what is shown: entries were, or may have been, missed. */
  | { kind: 'stale'; room: Room; why: StaleWhy }
  /** The connection is back after a loss: what has no number (friends, the inbox, counts of likes) may have changed. */
  | { kind: 'resumed' }
  /** This person may not enter the room. */
  | { kind: 'refused'; room: Room; message: string }
  /** The server closed the connection for good. */
  | { kind: 'ended'; code: number };

export type LiveListener = (event: LiveEvent) => void;

/** The token is not, or no longer, good: sign in again. */
export const CLOSED_BAD_TOKEN = 4501;

/** The connection was lost without a word. */
export const CLOSED_LOST = 1006;

/** Codes from 4500 on say not to come back with the same. */
export function isFinal(code: number): boolean {
  return code >= 4500 && code <= 4999;
}
