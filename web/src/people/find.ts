// Which people of the reader's teams can be found. Pure.
import type { ConnectedUser, Team, UserId } from '@kith/client';
import type { Acquaintance } from './acquaintance';

/** Somebody of a team of the reader's, with whom nothing stands yet. */
export interface Stranger {
  readonly userId: UserId;
  readonly userName: string;
  readonly teamName: string;
}

/** Everybody of the teams once, by name, without the reader and whom they know. */
export function strangersOf(
  teams: readonly { team: Team; people: readonly ConnectedUser[] }[],
  known: readonly Acquaintance[],
  reader: UserId,
): Stranger[] {
  const seen = new Set<UserId>([reader, ...known.map(({ userId }) => userId)]);
  return teams
    .flatMap(({ team, people }) => people.map(({ id, userName }) => ({ userId: id, userName, teamName: team.name })))
    .filter(({ userId }) => !seen.has(userId) && seen.add(userId))
    .toSorted((a, b) => a.userName.localeCompare(b.userName, 'en'));
}

/** Those in whose name every typed word begins a word; accents and case do not matter. */
export function foundAmong<T extends { userName: string }>(people: readonly T[], words: string): T[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  return people.filter(({ userName }) => {
    const parts = plain(userName).split(/[\s-]+/);
    return wanted.every((word) => parts.some((part) => part.startsWith(word)));
  });
}

/** Without accents, in small letters. */
export function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase('en');
}
