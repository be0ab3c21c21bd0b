// The sentences about the people of a pact: their names, whether they are here, how they keep it.
import { timeInWords } from '../design/time-in-words';
import type { CheckinStatus, Pact, PactMember, UserId } from '@kith/client';
import type { StreakUnit } from './pact-standing';
import { partnersOf, unanswered } from './pact-standing';

/** More names than these are counted. */
const NAMED_MAX = 2;

/** "Ruth" of "Ruth Abernathy", where no other has the same first name. */
export function shortName(userName: string, among: readonly string[] = []): string {
  const first = firstName(userName);
  const isShared = among.some((other) => other !== userName && firstName(other) === first);
  return isShared ? userName : first;
}

function firstName(userName: string): string {
  return /^(?:coach\s+)?\S+/i.exec(userName.trim())?.[0] ?? userName;
}

/** "Ruth", "Ruth and Walter", "Ruth, Walter and 3 others". */
export function listedNames(names: readonly string[]): string {
  const named = names.slice(0, names.length === NAMED_MAX + 1 ? NAMED_MAX + 1 : NAMED_MAX);
  const others = names.length - named.length;
  const items = others > 0 ? [...named, others === 1 ? '1 other' : `${others} others`] : named;
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** "with Ruth and Walter", of everybody who is in it, or asked into it where nobody is yet. */
export function withWhom(pact: Pact, me: UserId): string {
  const partners = partnersOf(pact.members, me);
  const isAsked = ({ userId, status }: PactMember): boolean => userId !== me && status !== 'declined';
  const shown = partners.length > 0 ? partners : pact.members.filter(isAsked);
  return shown.length === 0 ? 'Nobody has joined yet' : `with ${listedNames(shortNames(shown))}`;
}

export function shortNames(members: readonly PactMember[]): string[] {
  const all = members.map(({ userName }) => userName);
  return all.map((name) => shortName(name, all));
}

/** "Ruth is online", "Last seen 2 hours ago"; empty where nothing is known. */
export function presenceWords(name: string, isHere: boolean, lastSeen: string | undefined, nowMs: number): string {
  if (isHere) return `${name} is online`;
  if (lastSeen === undefined) return '';
  return `Last seen ${timeInWords(new Date(lastSeen), new Date(nowMs))}`;
}

/** "Walter has not answered yet". */
export function waitingForWords(members: readonly PactMember[], me: UserId): string {
  const names = shortNames(unanswered(members, me));
  if (names.length === 0) return '';
  return `${listedNames(names)} ${names.length === 1 ? 'has' : 'have'} not answered yet.`;
}

/** What stands under somebody's ring; `isWaiting` where it is on this device only. */
export function todayWords(status: CheckinStatus | undefined, isReader: boolean, isWaiting = false): string {
  return `${todayStatus(status, isReader)}${isWaiting ? ', not sent yet' : ''}`;
}

function todayStatus(status: CheckinStatus | undefined, isReader: boolean): string {
  switch (status) {
    case 'completed':
      return 'done today';
    case 'partial':
      return 'part of it today';
    case 'skipped':
      return 'not today';
    case undefined:
      return isReader ? 'today is open' : 'not yet today';
  }
}

/** The ring, for who does not see it. */
export function ringWords(name: string, completed: number, due: number, rate: number): string {
  if (due === 0) return `${name}: nothing was asked for yet`;
  return `${name}: ${completed} of ${due} done so far, ${rate} percent`;
}

/** What stands under the number at the flame. */
export function togetherWords(count: number, unit: StreakUnit): string {
  if (unit === undefined) return 'in a row, together';
  return `${unit}${count === 1 ? '' : 's'} together`;
}

export function streakWords(count: number, unit: StreakUnit): string {
  if (unit === undefined) return `${count} in a row`;
  return `${count} ${unit}${count === 1 ? '' : 's'} in a row`;
}

export const FREEZE_SAVES = 'It saves a missed day by itself.';

/** "1 freeze left." */
export function freezeWords(left: number): { lead: string; rest: string } {
  if (left === 0) return { lead: 'No freeze in hand.', rest: 'Your next milestone, from 7 on, brings one.' };
  if (left === 1) return { lead: '1 freeze left.', rest: FREEZE_SAVES };
  return { lead: `${left} freezes left.`, rest: 'They save missed days by themselves.' };
}

/** "Day 8 of 30". */
export function journeyWords(day: number, of: number): string {
  return day === 0 ? `${of} days` : `Day ${day} of ${of}`;
}
