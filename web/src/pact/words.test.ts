// @vitest-environment node
// The sentences of the pacts: none, one and many, long names, other people's dates.
import { describe, expect, it } from 'vitest';
import { dayWords, monthWords } from './calendar-words';
import { noteCount, todayLine, todayTitle, type TodayFacts } from './checkin-words';
import { activityWords, newEntriesText, type FeedReader } from './feed-words';
import type { ServerMessage } from '@kith/client';
import { changesList } from './list-news';
import { endedWords, endsWords, waitingWords } from './list-words';
import {
  freezeWords,
  listedNames,
  presenceWords,
  shortName,
  streakWords,
  togetherWords,
  waitingForWords,
  withWhom,
} from './people-words';
import { activity, member, NAMES, pact, progress, TODAY } from './samples';
import { frequencyWords } from './wizard-words';

describe('names', () => {
  it.each([
    ['Ruth Abernathy', [], 'Ruth'],
    ['Coach Sarah Lind', [], 'Coach Sarah'],
    ['Ruth Abernathy', ['Ruth Bell'], 'Ruth Abernathy'],
    ['Bartholomew Featherstonehaugh-Montgomery', [], 'Bartholomew'],
    ['Ödön', [], 'Ödön'],
  ])('%s among %j is %s', (name, others, short) => {
    expect(shortName(name, [name, ...others])).toBe(short);
  });

  it.each([
    [[], ''],
    [['Ruth'], 'Ruth'],
    [['Ruth', 'Walter'], 'Ruth and Walter'],
    [['Ruth', 'Walter', 'Jo'], 'Ruth, Walter and Jo'],
    [['Ruth', 'Walter', 'Jo', 'Al', 'Bo'], 'Ruth, Walter and 3 others'],
  ])('%j: %s', (names, words) => {
    expect(listedNames(names)).toBe(words);
  });
});

describe('[LP1] presence', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  it.each([
    [true, undefined, 'Ruth is online'],
    [false, '2026-11-23T10:00:00.000Z', 'Last seen 2 hours ago'],
    [false, '2026-11-23T11:59:40.000Z', 'Last seen just now'],
    [false, undefined, ''],
  ])('here %s, seen %s: "%s"', (isHere, seen, words) => {
    expect(presenceWords('Ruth', isHere, seen, now)).toBe(words);
  });
});

describe('keeping it up', () => {
  it.each([
    [0, 'No freeze in hand.'],
    [1, '1 freeze left.'],
    [3, '3 freezes left.'],
  ])('%i freezes', (left, lead) => {
    expect(freezeWords(left).lead).toBe(lead);
  });

  it('one and many, days and weeks, and what is not known', () => {
    expect([togetherWords(1, 'day'), togetherWords(7, 'day'), togetherWords(1, 'week')]).toEqual([
      'day together',
      'days together',
      'week together',
    ]);
    expect([togetherWords(7, undefined), streakWords(7, undefined)]).toEqual(['in a row, together', '7 in a row']);
  });

  it('tells who has not answered', () => {
    const members = [member('margaret'), member('ruth', 'pending'), member('walter', 'pending')];
    expect(waitingForWords(members, 'margaret')).toBe('Ruth and Walter have not answered yet.');
    expect(waitingForWords(members.slice(0, 2), 'margaret')).toBe('Ruth has not answered yet.');
    expect(waitingForWords(members.slice(0, 1), 'margaret')).toBe('');
  });
});

describe('today', () => {
  const facts = (mine: TodayFacts['mine'], isDone: boolean, own = 7): TodayFacts => ({
    mine,
    me: progress('margaret', own, own),
    others: [{ name: 'Ruth', isDone, progress: progress('ruth', 8, 8) }],
    unit: 'day',
  });
  it.each([
    [facts(undefined, true), 'Ruth has checked in. Your turn!', 'Check in, and it is day 8 for you both.'],
    [facts(undefined, false, 9), 'Your turn today', 'Check in, and it is day 10 for you.'],
    [facts(undefined, false, 0), 'Your turn today', 'Check in, and a new run begins.'],
    [facts('completed', true, 8), 'Done for today', 'Day 8, both of you.'],
    [facts('completed', false, 8), 'Done for today', 'That is day 8 for you. Ruth still has time.'],
    [facts('partial', false), 'Part of it is done', 'It keeps your run going. There is still time for the rest.'],
    [facts('skipped', false), 'Not today, and that is all right', 'Tomorrow is a new day.'],
  ])('what is said before and after it: %#', (given, title, line) => {
    expect([todayTitle(given), todayLine(given)]).toEqual([title, line]);
  });

  it.each([
    ['', ''],
    ['x'.repeat(439), ''],
    ['x'.repeat(499), '1 letter left'],
    ['🦆'.repeat(500), '0 letters left'],
    ['x'.repeat(502), '2 letters too many'],
  ])('counts a note as people do', (note, words) => {
    expect(noteCount(note)).toBe(words);
  });
});

describe('what happened', () => {
  const reader: FeedReader = { me: 'margaret', names: new Map(Object.entries(NAMES)), timezone: 'UTC' };
  it.each([
    ['Ruth checked in', activity(1, 'checkin_completed', 'ruth', { day: TODAY })],
    ['You checked in for Sunday', activity(1, 'checkin_completed', 'margaret', { day: '2026-11-22' })],
    ['Ruth did part of it', activity(1, 'checkin_partial', 'ruth', { day: TODAY })],
    ['Ruth took Monday off', activity(1, 'checkin_skipped', 'ruth', { day: TODAY })],
    ['Ruth took back their check-in', activity(1, 'checkin_undone', 'ruth', { day: TODAY })],
    ['You took back your check-in for Sunday', activity(1, 'checkin_undone', 'margaret', { day: '2026-11-22' })],
    ['Ruth added a note', activity(1, 'note_changed', 'ruth', { day: TODAY, message: 'By the sea' })],
    ['Ruth celebrated you', activity(1, 'celebration_sent', 'ruth', { targetUserId: 'margaret' })],
    ['You celebrated Walter', activity(1, 'celebration_sent', 'margaret', { targetUserId: 'walter' })],
    ['Ruth encouraged Walter', activity(1, 'encouragement_sent', 'ruth', { targetUserId: 'walter' })],
    ['Ruth reached 7 in a row', activity(1, 'streak_milestone', 'ruth', { streakDays: 7 })],
    ['Kim left the pact', activity(1, 'partner_left', 'stranger', { userName: 'Kim Lee' })],
  ])('%s', (words, given) => {
    expect(activityWords(given, reader)).toBe(words);
  });

  it.each([
    [0, ''],
    [1, '1 new'],
    [2, '2 new'],
    [21, '20+ new'],
  ])('%i waiting: "%s"', (count, words) => {
    expect(newEntriesText(count)).toBe(words);
  });
});

it('the list says what became of a pact, and until when one runs', () => {
  const two = [member('margaret', 'done'), member('ruth', 'done')];
  expect(endedWords(pact('completed', two), 'margaret', '2026-12-20')).toBe('Complete since December 15.');
  expect(endedWords(pact('expired', two), 'margaret', TODAY)).toBe('Nobody answered within 14 days.');
  expect(endedWords(pact('active', [member('margaret', 'declined')]), 'margaret', TODAY)).toBe(
    'You said no this time.',
  );
  expect(endsWords(pact('active', two), '2026-12-15')).toBe('Today is the last day.');
  expect(endsWords(pact('active', two), '2026-12-14')).toBe('Tomorrow is the last day.');
  expect(waitingWords(pact('pending', [member('margaret')]), 'margaret')).toBe('Nobody has joined yet.');
  expect(waitingWords(pact('pending', [member('margaret'), member('ruth', 'pending')]), 'margaret')).toBe(
    'Ruth has been asked. It begins with their yes.',
  );
  const refused = pact('pending', [member('margaret'), member('ruth', 'declined')]);
  expect(waitingWords(refused, 'margaret')).toBe('Ruth cannot join this time. Somebody else may like to.');
  expect(withWhom(refused, 'margaret')).toBe('Nobody has joined yet');
});

it('the list of pacts is asked for again when what is told changes it', () => {
  const told = (message: object): boolean => changesList(message as ServerMessage);
  expect(told({ type: 'NOTIFICATION_CREATED', notificationType: 'PACT_INVITATION_RECEIVED' })).toBe(true);
  expect(told({ type: 'PACT_ACTIVITY', activityType: 'partner_joined' })).toBe(true);
  expect(told({ type: 'PACT_ACTIVITY', activityType: 'pact_abandoned' })).toBe(true);
  expect(told({ type: 'NOTIFICATION_CREATED', notificationType: 'NEW_DM_RECEIVED' })).toBe(false);
  expect(told({ type: 'PACT_ACTIVITY', activityType: 'checkin_completed' })).toBe(false);
});

it('a calendar says its days and months', () => {
  const you = {
    userId: 'margaret',
    name: 'You',
    isReader: true,
    marks: new Map([['2026-11-12', 'completed'] as const, ['2026-11-13', 'partial'] as const]),
  };
  expect(dayWords('2026-11-12', [you], TODAY)).toBe('Thursday, November 12. You: done.');
  expect(dayWords('2026-11-24', [you], TODAY)).toBe('Tuesday, November 24: still to come.');
  expect(monthWords('2026-11', you)).toBe('You: done on 1 day, and part of it on 1.');
});

it.each([
  [{ frequencyType: 'daily' } as const, 'every day'],
  [{ frequencyType: 'weekly', frequencyCount: 1 } as const, 'once a week'],
  [{ frequencyType: 'weekly', frequencyCount: 3 } as const, '3 times a week'],
  [{ frequencyType: 'custom', targetDaysOfWeek: [0, 1, 4] } as const, 'on Monday, Thursday and Sunday'],
])('%j is %s', (frequency, words) => {
  const { targetDaysOfWeek, ...rest } = { targetDaysOfWeek: undefined, ...frequency };
  expect(
    frequencyWords({ name: 'x', ...rest, ...(targetDaysOfWeek && { targetDaysOfWeek: [...targetDaysOfWeek] }) }),
  ).toBe(words);
});
