// What the rail says of one pact: with whom, and whether they are here. Pure.
import { timeInWords } from '../design/time-in-words';
import type { ListedConnection, PactMember } from '@kith/client';
import { listedNames, shortNames } from '../pact/people-words';

export interface RailPact {
  readonly name: string;
  /** Whose picture stands for it. */
  readonly avatar: string;
  readonly isOnline: boolean;
  /** "online", "last seen 2 hours ago"; empty where nothing is known. */
  readonly line: string;
}

export function railPact(
  partners: readonly PactMember[],
  connections: readonly ListedConnection[],
  now: Date,
): RailPact {
  const names = shortNames(partners);
  const known = partners.map(({ userId }) => connections.find((one) => one.users.some(({ id }) => id === userId)));
  const here = names.filter((_, index) => known[index]?.status === 'active');
  const [only] = known;
  const seen = partners.length === 1 ? only?.lastSeen : undefined;
  return {
    name: listedNames(names),
    avatar:
      partners[
        Math.max(
          0,
          known.findIndex((one) => one?.status === 'active'),
        )
      ]?.userName ?? '',
    isOnline: here.length > 0,
    line: here.length > 0 ? hereWords(here, partners.length) : seenWords(seen, now),
  };
}

function hereWords(here: readonly string[], partners: number): string {
  return partners === 1 ? 'online' : `${listedNames(here)} online`;
}

function seenWords(seen: string | undefined, now: Date): string {
  return seen === undefined ? '' : `last seen ${timeInWords(new Date(seen), now)}`;
}
