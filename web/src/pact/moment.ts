// Which milestone is worth a moment now: the newest of the last days that the reader has not closed, and whose date was
// not taken back since. Pure.
import type { CheckinId, PactActivity, PactId, UserId } from '@kith/client';
import { undoneIn } from './day-marks';
import { shortName, streakWords } from './people-words';
import type { StreakUnit } from './pact-standing';

const SHOWN_FOR_MS = 3 * 86_400_000;
/** So young a milestone comes with its sun. */
const NEW_FOR_MS = 60_000;

export interface Moment {
  seq: number;
  userId: UserId;
  userName: string;
  days: number;
  isNew: boolean;
  /** The check-in that reached it, where it is known. */
  checkinId: string | undefined;
}

export function momentOf(activities: readonly PactActivity[], nowMs: number, afterSeq: number): Moment | undefined {
  const index = activities.findLastIndex(({ type }) => type === 'streak_milestone');
  const entry = activities[index];
  if (!entry || entry.seq <= afterSeq || entry.data.streakDays === undefined) return undefined;
  const ageMs = nowMs - Date.parse(entry.createdAt);
  if (ageMs > SHOWN_FOR_MS) return undefined;
  const checkinId = checkinOf(activities, index);
  if (checkinId !== undefined && undoneIn(activities).has(checkinId)) return undefined;
  return {
    seq: entry.seq,
    userId: entry.userId,
    userName: entry.data.userName,
    days: entry.data.streakDays,
    isNew: ageMs < NEW_FOR_MS,
    checkinId,
  };
}

/** The check-in that reached a milestone; the one that was made anew in its place, if there is one. */
function checkinOf(activities: readonly PactActivity[], index: number): CheckinId | undefined {
  const entry = activities[index];
  const theirs = ({ type, userId }: PactActivity): boolean =>
    (type === 'checkin_completed' || type === 'checkin_partial') && userId === entry?.userId;
  const day = entry?.data.day;
  const anew = activities.slice(index).findLast((one) => theirs(one) && day !== undefined && one.data.day === day);
  const before = activities.slice(0, index).findLast(theirs);
  return anew?.data.checkinId ?? entry?.data.checkinId ?? before?.data.checkinId;
}

export function momentWords(moment: Moment, me: UserId, unit: StreakUnit): { title: string; line: string } {
  const title = streakWords(moment.days, unit);
  if (moment.userId === me) return { title, line: 'You did that, day by day. Well done.' };
  return { title, line: `${shortName(moment.userName)} did that. A word from you would be lovely.` };
}

const keyOf = (pact: PactId): string => `kith.moment.${pact}`;

/** Up to which entry the reader has closed the moments of a pact, on this device. */
export function closedTo(pact: PactId): number {
  return Number(localStorage.getItem(keyOf(pact)) ?? 0) || 0;
}

export function closeMoment(pact: PactId, seq: number): void {
  localStorage.setItem(keyOf(pact), String(seq));
}
