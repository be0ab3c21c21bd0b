// The sentences of the list of pacts.
import type { CheckinStatus, Pact, PactMember, UserId } from '@kith/client';
import type { Day } from './local-day';
import { daysFrom, shortDayText } from './local-day';
import { journeyWords, listedNames, shortName, shortNames, todayWords, withWhom } from './people-words';
import { dayNumber, seatOf } from './pact-standing';

export const EMPTY = {
  title: 'Keep something up, together',
  body: 'A pact is a promise between friends: a walk, a chapter, ten quiet minutes. Each of you checks in when it is done, and you see how the other is doing.',
  more: 'It takes a minute to begin, and nobody is scolded for a missed day.',
} as const;

/** "Walter would like to keep this up with you." */
export function askedWords(pact: Pact): string {
  const creator = pact.members.find(({ userId }) => userId === pact.creatorUserId);
  return `${creator === undefined ? 'A friend' : creator.userName} would like to keep this up with you for ${pact.durationDays} days.`;
}

/** The line under a running pact's name. */
export function runningWords(pact: Pact, me: UserId): string {
  const whom = withWhom(pact, me);
  return whom.charAt(0).toUpperCase() + whom.slice(1);
}

/** "Day 8 of 30. Until December 22." */
export function courseWords(pact: Pact, today: Day): string {
  return `${journeyWords(dayNumber(pact, today), pact.durationDays)}. ${endsWords(pact, today)}`;
}

/** "Done today", "Today is open". */
export function saidWords(status: CheckinStatus | undefined): string {
  const words = todayWords(status, true);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "Ruth is online"; empty where nobody is. */
export function onlineWords(partners: readonly PactMember[], online: ReadonlySet<UserId>): string {
  const names = shortNames(partners.filter(({ userId }) => online.has(userId)));
  return names.length === 0 ? '' : `${listedNames(names)} ${names.length === 1 ? 'is' : 'are'} online`;
}

/** What became of a pact that is over for the reader. */
export function endedWords(pact: Pact, me: UserId, today: Day): string {
  const seat = seatOf(pact, me)?.status;
  if (seat === 'declined') return 'You said no this time.';
  if (seat === 'left') return 'You left it.';
  switch (pact.status) {
    case 'completed':
      return pact.endDate === undefined ? 'Complete.' : `Complete since ${shortDayText(pact.endDate, today)}.`;
    case 'expired':
      return 'Nobody answered within 14 days.';
    case 'abandoned':
    case 'pending':
    case 'active':
      return 'It ended early.';
  }
}

/** "Walter has been asked. It begins with their yes." */
export function waitingWords(pact: Pact, me: UserId): string {
  const asked = pact.members.filter(({ userId, status }) => userId !== me && status === 'pending');
  if (asked.length === 0) {
    const declined = shortNames(pact.members.filter(({ userId, status }) => userId !== me && status === 'declined'));
    return declined.length === 0
      ? 'Nobody has joined yet.'
      : `${listedNames(declined)} cannot join this time. Somebody else may like to.`;
  }
  const all = asked.map(({ userName }) => userName);
  const names = all.map((name) => shortName(name, all));
  const [one] = names;
  if (names.length === 1) return `${one} has been asked. It begins with their yes.`;
  return `${names.length} friends have been asked. It begins with the first yes.`;
}

/** "Until Thursday", while a pact is young enough to count. */
export function endsWords(pact: Pact, today: Day): string {
  if (pact.endDate === undefined) return '';
  const left = daysFrom(today, pact.endDate);
  if (left < 0) return 'It is ending.';
  if (left === 0) return 'Today is the last day.';
  return left === 1 ? 'Tomorrow is the last day.' : `Until ${shortDayText(pact.endDate, today)}.`;
}
