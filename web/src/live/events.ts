// What the live connection tells its listeners, and the codes with which the server closes it.
import type { ServerMessage, TeamId } from '../protocol/types';

/**
 * - `connecting`: the first try is under way.
 * - `live`: the socket is open and its rooms are joined.
 * - `reconnecting`: it was lost a moment ago.
 * - `polling`: it cannot be had for now; the page asks over REST while tries go on.
 * - `ended`: the server said not to come back; the page asks over REST.
 */
export type LiveStatus = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'ended';

/** Why what is shown of a team may be stale. */
export type StaleWhy = 'first-join' | 'resync' | 'gap';

export type LiveEvent =
  | { kind: 'status'; status: LiveStatus }
  /** A message; an entry of the feed comes once, however often the server tells it. */
  | { kind: 'message'; message: ServerMessage }
  /** Fetch what is newer than what is shown: entries were, or may have been, missed. */
  | { kind: 'stale'; teamId: TeamId; why: StaleWhy }
  /** This person may not enter the team. */
  | { kind: 'refused'; teamId: TeamId; message: string }
  /** The server closed the connection for good. */
  | { kind: 'ended'; code: number };

export type LiveListener = (event: LiveEvent) => void;

/** The token is not, or no longer, good: sign in again. */
export const CLOSED_BAD_TOKEN = 4501;

/** Codes from 4500 on say not to come back with the same. */
export function isFinal(code: number): boolean {
  return code >= 4500 && code <= 4999;
}
