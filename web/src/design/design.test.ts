// Columns by window and text size, and announcements at a pace that can be listened to.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Announcer } from './announcer';
import { columnsFor } from './columns';

it.each([
  [390, 18, 1],
  [899, 18, 1],
  [900, 18, 2],
  [1179, 18, 2],
  [1180, 18, 3],
  [1440, 18, 3],
  [1440, 27, 2],
  [1180, 27, 1],
])('%i pixels at %i pixels a rem: %i columns', (width, rem, columns) => {
  expect(columnsFor(width, rem)).toBe(columns);
});

describe('announcements', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('[PR4] are at most one in ten seconds, the latest of each topic', () => {
    const announcer = new Announcer();
    const said: string[] = [];
    announcer.subscribe(() => said.push(announcer.get()));
    announcer.say('presence', 'You are the first one here');
    announcer.say('presence', '2 people are active now');
    announcer.say('cheers', 'Ruth cheered');
    announcer.say('presence', '3 people are active now');
    vi.advanceTimersByTime(9_999);
    expect(said).toEqual(['You are the first one here.']);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(['You are the first one here.', '3 people are active now. Ruth cheered.']);
  });
});
