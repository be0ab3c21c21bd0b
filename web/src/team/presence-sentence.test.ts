// @vitest-environment node
// Every sentence about who is here.
import { describe, expect, it } from 'vitest';
import { presenceSentence, sentenceText } from './presence-sentence';

interface Case {
  count: number;
  coaches?: string[];
  /** The reader, when not the member Ruth. */
  asCoach?: string;
  isPolling?: boolean;
  says: string;
}

const CASES: Case[] = [
  { count: 1, says: 'You are the first one here' },
  { count: 1, asCoach: 'Sarah', coaches: ['Sarah'], says: 'You are the first one here' },
  { count: 0, isPolling: true, says: 'Nobody is here right now' },
  // one coach
  { count: 13, coaches: ['Sarah'], says: 'Coach Sarah and 12 others are active now' },
  { count: 3, coaches: ['Sarah'], says: 'Coach Sarah and 2 others are active now' },
  { count: 2, coaches: ['Sarah'], says: 'You and Coach Sarah are active now' },
  { count: 2, coaches: ['Sarah'], isPolling: true, says: 'Coach Sarah and 1 other are active now' },
  { count: 1, coaches: ['Sarah'], isPolling: true, says: 'Coach Sarah is active now' },
  { count: 13, coaches: ['Coach Sarah'], says: 'Coach Sarah and 12 others are active now' },
  { count: 12_346, coaches: ['Sarah'], says: 'Coach Sarah and 12,345 others are active now' },
  // several coaches
  { count: 13, coaches: ['Dave', 'Sarah'], says: 'Coach Dave, Coach Sarah and 11 others are active now' },
  { count: 3, coaches: ['Dave', 'Sarah'], says: 'You, Coach Dave and Coach Sarah are active now' },
  { count: 2, coaches: ['Dave', 'Sarah'], isPolling: true, says: 'Coach Dave and Coach Sarah are active now' },
  { count: 6, coaches: ['Ann', 'Dave', 'Sarah'], says: 'Coach Ann, Coach Dave and 4 others are active now' },
  // no coach
  { count: 5, says: '5 people are active now' },
  { count: 2, says: '2 people are active now' },
  { count: 1, isPolling: true, says: '1 person is active now' },
  // the reader is a coach
  { count: 13, coaches: ['Sarah'], asCoach: 'Sarah', says: 'You and 12 others are active now' },
  { count: 2, coaches: ['Sarah'], asCoach: 'Sarah', says: 'You and 1 other are active now' },
  { count: 2, coaches: ['Dave', 'Sarah'], asCoach: 'Sarah', says: 'You and Coach Dave are active now' },
  { count: 4, coaches: ['Dave', 'Sarah'], asCoach: 'Sarah', says: 'You, Coach Dave and 2 others are active now' },
  { count: 2, coaches: ['Sarah', 'Sarah'], asCoach: 'Sarah', says: 'You and Coach Sarah are active now' },
];

describe('[PR4] presence in words', () => {
  it.each(CASES)('[PR4] $says', ({ count, coaches = [], asCoach, isPolling = false, says }) => {
    const reader = {
      userName: asCoach ?? 'Ruth',
      role: asCoach ? ('coach' as const) : ('member' as const),
      isCounted: !isPolling,
    };
    expect(sentenceText(presenceSentence({ count, activeCoaches: coaches }, reader))).toBe(says);
  });

  it('[PR4] draws names stronger than the words around', () => {
    const parts = presenceSentence(
      { count: 13, activeCoaches: ['Sarah'] },
      { userName: 'Ruth', role: 'member', isCounted: true },
    );
    expect(parts.filter((part) => part.isName).map((part) => part.text)).toEqual(['Coach Sarah']);
  });
});
