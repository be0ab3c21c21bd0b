// @vitest-environment node
// The other sentences of the team page: likes, cheers, pins, times.
import { describe, expect, it } from 'vitest';
import { initialsOf } from '../design/avatar';
import { timeInWords } from '../design/time-in-words';
import type { Post } from '@kith/client';
import { afterCheer, type Burst, burstSentence } from './cheer-burst';
import { likeSentence } from './like-sentence';
import { pinnedWhat } from './pin-toast';

it.each([
  [0, false, ''],
  [1, false, '1 person likes this'],
  [8, false, '8 people like this'],
  [1, true, 'You like this'],
  [2, true, 'You and 1 other like this'],
  [8, true, 'You and 7 others like this'],
  [1_000, false, '1,000 people like this'],
])('%i likes, mine %s: "%s"', (count, mine, sentence) => {
  expect(likeSentence(count, mine)).toBe(sentence);
});

describe('bursts of cheers', () => {
  const cheer = (burst: Burst | undefined, userId: string, atMs: number, others = 0): Burst =>
    afterCheer(burst, { userId, userName: userId, others }, atMs);

  it.each<[string, string[], string]>([
    ['one', ['Ruth'], 'Ruth cheered'],
    ['the same again', ['Ruth', 'Ruth'], 'Ruth cheered'],
    ['two', ['Alan', 'Ruth'], 'Ruth and Alan cheered'],
    ['five', ['Alan', 'Walter', 'Jo', 'Margaret', 'Ruth'], 'Ruth and 4 others cheered'],
    ['the reader', ['me'], 'You cheered'],
    ['the reader and one', ['me', 'Ruth'], 'You and Ruth cheered'],
    ['the reader and two', ['me', 'Ruth', 'Alan'], 'You and 2 others cheered'],
  ])('[CH4] %s', (_name, users, sentence) => {
    let burst: Burst | undefined;
    for (const user of users) burst = cheer(burst, user, 0);
    expect(burst && burstSentence(burst, 'me')).toBe(sentence);
  });

  it('[CH4] counts whom a message stands for', () => {
    expect(burstSentence(cheer(undefined, 'Ruth', 0, 4), 'me')).toBe('Ruth and 4 others cheered');
  });

  it('[CH4] begins anew after a pause', () => {
    const burst = cheer(cheer(undefined, 'Alan', 0), 'Ruth', 31_000);
    expect(burstSentence(burst, 'me')).toBe('Ruth cheered');
  });
});

describe('times', () => {
  const now = new Date(2026, 10, 21, 15, 0);
  it.each<[Date, string]>([
    [new Date(2026, 10, 21, 15, 1), 'just now'],
    [new Date(2026, 10, 21, 14, 59, 30), 'just now'],
    [new Date(2026, 10, 21, 14, 59), '1 minute ago'],
    [new Date(2026, 10, 21, 14, 40), '20 minutes ago'],
    [new Date(2026, 10, 21, 14, 0), '1 hour ago'],
    [new Date(2026, 10, 21, 1, 0), '14 hours ago'],
    [new Date(2026, 10, 20, 19, 0), 'yesterday evening'],
    [new Date(2026, 10, 20, 9, 0), 'yesterday morning'],
    [new Date(2026, 10, 18, 9, 0), 'on Wednesday'],
    [new Date(2026, 10, 1, 9, 0), 'on November 1'],
    [new Date(2025, 10, 1, 9, 0), 'on November 1, 2025'],
  ])('%s is %s', (then, words) => {
    expect(timeInWords(then, now)).toBe(words);
  });

  it('shortly after midnight the last evening is still hours away', () => {
    expect(timeInWords(new Date(2026, 10, 20, 22, 0), new Date(2026, 10, 21, 1, 0))).toBe('3 hours ago');
  });
});

describe('pins', () => {
  const posts = (...bodies: string[]): Post[] => bodies.map((body) => ({ body }) as Post);
  it.each([
    [posts('Saturday’s walk'), '“Saturday’s walk”'],
    [posts('Saturday’s walk\nMeet at the bandstand'), '“Saturday’s walk”'],
    [posts('Saturday’s walk: meet at the bandstand, half past nine'), '“Saturday’s walk: meet at the bandstand…”'],
    [posts('one', 'two'), '2 posts.'],
  ])('several make one toast, a long one is cut between words', (pinned, words) => {
    expect(pinnedWhat(pinned)).toBe(words);
  });
});

it.each([
  ['Sarah', 'S'],
  ['Coach Sarah', 'S'],
  ['Ruth Abernathy', 'RA'],
  ['Bartholomew Featherstonehaugh-Montgomery', 'BF'],
  ['josephine b. oyelaran', 'JO'],
  ['Ödön', 'Ö'],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
