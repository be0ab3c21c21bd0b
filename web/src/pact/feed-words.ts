// The sentences of what happened in a pact, and of celebrating and encouraging.
import type { PactActivity, UserId } from '@kith/client';
import { dayIn, type Day, shortDayText, weekdayText, daysFrom } from './local-day';
import { shortName } from './people-words';

/** Kind words to begin with; each can be changed. */
export const SUGGESTIONS = [
  'Thinking of you today.',
  'A small step counts too.',
  'No hurry. I am here when you are.',
  'Rest well. Tomorrow is a new day.',
] as const;

/** Who reads, and the names of everybody in the pact. */
export interface FeedReader {
  me: UserId;
  names: ReadonlyMap<UserId, string>;
  timezone: string | undefined;
  dayStartsAt?: number | undefined;
}

/** What an entry says in a line. */
export function activityWords(activity: PactActivity, reader: FeedReader): string {
  const who = nameOf(activity.userId, activity.data.userName, reader);
  switch (activity.type) {
    case 'checkin_completed':
      return `${who} checked in${forDay(activity, reader)}`;
    case 'checkin_partial':
      return `${who} did part of it${forDay(activity, reader)}`;
    case 'checkin_skipped':
      return `${who} took ${dayOff(activity, reader)} off`;
    case 'checkin_undone':
      return `${who} took back ${activity.userId === reader.me ? 'your' : 'their'} check-in${forDay(activity, reader)}`;
    case 'note_changed':
      return `${who} added a note${forDay(activity, reader)}`;
    case 'celebration_sent':
      return `${who} celebrated ${targetOf(activity, reader)}`;
    case 'encouragement_sent':
      return `${who} encouraged ${targetOf(activity, reader)}`;
    case 'streak_milestone':
      return `${who} reached ${activity.data.streakDays ?? 0} in a row`;
    case 'streak_broken':
      return activity.userId === reader.me
        ? 'Your run rests. Begin again today.'
        : `The run of ${who} rests. A kind word helps.`;
    case 'proof_added':
      return `${who} added a picture`;
    case 'partner_joined':
      return `${who} joined the pact`;
    case 'partner_declined':
      return `${who} cannot join this time`;
    case 'partner_left':
      return `${who} left the pact`;
    case 'pact_started':
      return 'The pact begins';
    case 'pact_completed':
      return 'The pact is complete. Well done, all of you!';
    case 'pact_abandoned':
      return 'The pact ended early';
    case 'pact_expired':
      return 'Nobody answered in time, so the pact closed';
  }
}

/** What the button says that brings the newest entries into view; empty when there is no button. */
export function newEntriesText(count: number): string {
  return count <= 0 ? '' : `${count > 20 ? '20+' : count} new`;
}

/** What is read out when something was heard. */
export function heardText(activity: PactActivity, reader: FeedReader): string {
  return activity.userId === reader.me ? '' : activityWords(activity, reader);
}

/** "Ruth celebrates you", for a moment. */
export function receivedWords(activity: PactActivity, reader: FeedReader): string {
  const who = nameOf(activity.userId, activity.data.userName, reader);
  return activity.type === 'celebration_sent' ? `${who} celebrates you!` : `${who} has a kind word for you:`;
}

export function nameOf(user: UserId, userName: string, { me, names }: FeedReader): string {
  return user === me ? 'You' : shortName(names.get(user) ?? userName, [...names.values()]);
}

function targetOf({ data, userId }: PactActivity, reader: FeedReader): string {
  if (data.targetUserId === undefined) return 'everybody';
  if (data.targetUserId === reader.me) return userId === reader.me ? 'yourself' : 'you';
  return nameOf(data.targetUserId, 'a friend', reader);
}

/** The date, where it is another one than that on which it was said. */
function otherDay({ data, createdAt }: PactActivity, { timezone, dayStartsAt }: FeedReader): Day | undefined {
  const said = dayIn(timezone, new Date(createdAt), dayStartsAt);
  return data.day === undefined || data.day === said ? undefined : data.day;
}

function forDay(activity: PactActivity, reader: FeedReader): string {
  const day = otherDay(activity, reader);
  return day === undefined ? '' : ` for ${nearDay(day, activity, reader)}`;
}

/** "today", or its name. */
function dayOff(activity: PactActivity, reader: FeedReader): string {
  const day = otherDay(activity, reader) ?? activity.data.day;
  return day === undefined ? 'the day' : nearDay(day, activity, reader);
}

function nearDay(day: Day, { createdAt }: PactActivity, { timezone, dayStartsAt }: FeedReader): string {
  const said = dayIn(timezone, new Date(createdAt), dayStartsAt);
  return Math.abs(daysFrom(day, said)) < 7 ? weekdayText(day, 'long') : shortDayText(day, said);
}
