// The sentence that says who is here. It is made of parts, so that names can be drawn stronger than the words around.
import type { Presence, Role } from '@kith/client';

export interface Part {
  text: string;
  isName?: boolean;
}

/** The reader, as the sentence has to know them. */
export interface Reader {
  userName: string;
  role: Role;
  /** Whether `count` counts the reader: yes over the socket, no while polling. */
  isCounted: boolean;
}

/** More coaches than this are counted among the others. */
const NAMED_COACHES_MAX = 2;

/** "Coach Sarah and 12 others are active now", and its sisters. */
export function presenceSentence(presence: Presence, reader: Reader): Part[] {
  const { count } = presence;
  if (count === 0) return [{ text: 'Nobody is here right now' }];
  if (count === 1 && reader.isCounted) return [{ text: 'You are the first one here' }];

  const isCoachHere = reader.isCounted && reader.role === 'coach' && presence.activeCoaches.includes(reader.userName);
  const coaches = isCoachHere ? withoutOne(presence.activeCoaches, reader.userName) : presence.activeCoaches;
  const named = coaches.slice(0, NAMED_COACHES_MAX).map(coachName);
  const unnamed = Math.max(0, count - named.length);
  const isReaderNamed = isCoachHere || (reader.isCounted && unnamed === 1 && named.length > 0);
  if (named.length === 0 && !isReaderNamed) return [{ text: people(count) }];

  const names = isReaderNamed ? ['You', ...named] : named;
  const others = unnamed - (isReaderNamed ? 1 : 0);
  return [...listed(names, others), { text: names.length + others === 1 ? ' is active now' : ' are active now' }];
}

export function sentenceText(parts: Part[]): string {
  return parts.map((part) => part.text).join('');
}

/** "Coach Sarah", once, however she wrote her name. */
export function coachName(userName: string): string {
  return /^coach\b/i.test(userName) ? userName : `Coach ${userName}`;
}

/** "12 others", "1 other". */
export function othersText(count: number): string {
  return count === 1 ? '1 other' : `${grouped(count)} others`;
}

/** "12,345". By hand: the first use of the browser's own way costs a slow phone a tenth of a second. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "A and 2 others", "A, B and 2 others", "A and B", "A". */
export function listed(names: string[], others: number): Part[] {
  const items: Part[] = names.map((text) => ({ text, isName: true }));
  if (others > 0) items.push({ text: othersText(others) });
  return items.flatMap((item, index) => {
    if (index === 0) return [item];
    return [{ text: index === items.length - 1 ? ' and ' : ', ' }, item];
  });
}

function people(count: number): string {
  return count === 1 ? '1 person is active now' : `${grouped(count)} people are active now`;
}

function withoutOne(names: string[], name: string): string[] {
  const index = names.indexOf(name);
  return index < 0 ? names : names.toSpliced(index, 1);
}
