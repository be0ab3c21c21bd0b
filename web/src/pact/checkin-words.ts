// The sentences of checking in. Nobody is scolded: what was not done is simply not done.
import type { CheckinStatus, PactMemberProgress } from '@kith/client';
import type { StreakUnit } from './pact-standing';
import { listedNames } from './people-words';

export const NOTE_MAX = 500;
/** From here on the rest is counted. */
const COUNT_FROM = 440;

/** What is said with a check-in. */
export interface CheckinWords {
  note: string;
  picture: Blob | undefined;
}

export const NO_WORDS: CheckinWords = { note: '', picture: undefined };

export const STATUS_BUTTON: Record<CheckinStatus, string> = {
  completed: 'Done',
  partial: 'Part of it',
  skipped: 'Not today',
};

/** What a status is called in a calendar. */
export const STATUS_WORD: Record<CheckinStatus, string> = {
  completed: 'done',
  partial: 'part of it',
  skipped: 'not that day',
};

export interface TodayFacts {
  mine: CheckinStatus | undefined;
  me: PactMemberProgress;
  /** The others, with their short names and whether they have checked in today. */
  others: readonly { name: string; isDone: boolean; progress: PactMemberProgress }[];
  unit: StreakUnit;
  /** Where the reader's own is still on this device only; the run is not counted then. */
  kept?: 'sending' | 'waiting' | undefined;
}

export function todayTitle({ mine, others }: TodayFacts): string {
  switch (mine) {
    case 'completed':
      return 'Done for today';
    case 'partial':
      return 'Part of it is done';
    case 'skipped':
      return 'Not today, and that is all right';
    case undefined: {
      const done = others.filter(({ isDone }) => isDone).map(({ name }) => name);
      if (done.length === 0) return 'Your turn today';
      return `${listedNames(done)} ${done.length === 1 ? 'has' : 'have'} checked in. Your turn!`;
    }
  }
}

export function todayLine(facts: TodayFacts): string {
  const { mine, me, others, unit, kept } = facts;
  if (kept === 'sending') return 'Sending…';
  if (kept === 'waiting') return keptLine(others.map(({ name }) => name));
  switch (mine) {
    case 'completed':
      return doneLine(facts);
    case 'partial':
      return 'It keeps your run going. There is still time for the rest.';
    case 'skipped':
      return 'Tomorrow is a new day.';
    case undefined: {
      if (me.streak.current === 0) return 'Check in, and a new run begins.';
      if (unit !== 'day') return 'Check in when it is done.';
      const next = me.streak.current + 1;
      return others.length > 0 && others.every(({ progress }) => progress.streak.current >= next)
        ? `Check in, and it is day ${next} for ${forAll(others.length)}.`
        : `Check in, and it is day ${next} for you.`;
    }
  }
}

function keptLine(names: readonly string[]): string {
  if (names.length === 0) return 'It is kept on this device, and counts once it is sent.';
  return `It is kept on this device. ${listedNames(names)} will see it once it is sent.`;
}

function doneLine({ me, others, unit }: TodayFacts): string {
  const run = me.streak.current;
  const isCounted = unit === 'day' && run > 0;
  const open = others.filter(({ isDone }) => !isDone).map(({ name }) => name);
  if (others.length > 0 && open.length === 0) {
    const isEven = others.every(({ progress }) => progress.streak.current >= run);
    const all = others.length === 1 ? 'both of you' : 'all of you';
    return isCounted && isEven ? `Day ${run}, ${all}.` : `Today is done for ${all}.`;
  }
  const own = isCounted ? `That is day ${run} for you.` : 'Well done.';
  return open.length === 0 ? own : `${own} ${listedNames(open)} still ${open.length === 1 ? 'has' : 'have'} time.`;
}

function forAll(others: number): string {
  return others === 1 ? 'you both' : 'all of you';
}

/** "12 letters left", near the end. */
export function noteCount(note: string): string {
  const left = NOTE_MAX - [...note].length;
  if (left < 0) return `${-left} ${left === -1 ? 'letter' : 'letters'} too many`;
  return left > NOTE_MAX - COUNT_FROM ? '' : `${left} ${left === 1 ? 'letter' : 'letters'} left`;
}

export function noteLabel(names: readonly string[]): string {
  return names.length === 0 ? 'A note, if you like' : `A note for ${listedNames(names)}, if you like`;
}

/** Who sees the picture. */
export function pictureFor(names: readonly string[]): string {
  return names.length === 0 ? 'For you alone' : `For ${listedNames(names)} and you`;
}

export const TOO_LATE = 'It came too late: only today and yesterday can be filled in.';
export const PICTURE_WAITS = 'The picture is kept on this device, and goes with it.';
export const PICTURE_GOES = 'The picture goes with it.';
export const PICTURE_WITH_PAGE = 'This browser cannot keep it: it lasts only as long as this page is open.';
export const PICTURE_SENDING = 'The picture is on its way.';
export const PICTURE_FAILED = 'Your check-in counts. The picture did not go through.';
export const NOT_A_PICTURE = 'This picture cannot be opened here. Please choose another one.';
