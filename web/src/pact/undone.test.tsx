// What was told of a check-in and changed since: taken back, logged again, noted later.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, within } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PactActivity } from '@kith/client';
import { ActivityFeed } from './activity-feed';
import { marksOf } from './day-marks';
import { momentOf } from './moment';
import { readerOf } from './reader';
import { activity, MARGARET, member, NOW, pact, TODAY, WEEK } from './samples';

afterEach(cleanup);

const READER = readerOf(MARGARET, pact('active', [member('margaret'), member('ruth')]));
const NOW_MS = Date.parse(NOW);

const feed = ({ activities }: { activities: readonly PactActivity[] }): ReactElement => (
  <QueryClientProvider client={new QueryClient()}>
    <ActivityFeed
      activities={activities}
      hasEarlier={false}
      isLoadingEarlier={false}
      reader={READER}
      title="Between you two"
      celebrated={new Set()}
      problem={undefined}
      onEarlier={async () => undefined}
      onCelebrate={vi.fn()}
      onEncourage={vi.fn()}
    />
  </QueryClientProvider>
);
const lines = (): string[] => screen.getAllByRole('listitem').map((item) => item.querySelector('p')?.textContent ?? '');

describe('what happened', () => {
  it('[CK10] what was taken back has no mark, no picture, and nothing to answer; logged again it has', () => {
    const undone = [
      ...WEEK,
      activity(11, 'proof_added', 'ruth', { checkinId: 'r4', day: TODAY }),
      activity(12, 'checkin_undone', 'ruth', { checkinId: 'r4', day: TODAY }),
    ];
    expect([marksOf(WEEK, 'ruth').get(TODAY), marksOf(undone, 'ruth').get(TODAY)]).toEqual(['completed', undefined]);
    expect(marksOf(undone, 'ruth').get('2026-11-22')).toBe('completed');
    const asked = vi.spyOn(globalThis, 'fetch');
    const { rerender } = render(feed({ activities: undone }));
    expect(lines().at(-1)).toBe('Ruth took back their check-in');
    const item = screen.getByText('“Drizzle, but the ducks came out.”').closest('li');
    expect(item && within(item).queryByRole('button')).toBeNull();
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
    const again = [...undone, activity(13, 'checkin_partial', 'ruth', { checkinId: 'r5', day: TODAY })];
    expect(marksOf(again, 'ruth').get(TODAY)).toBe('partial');
    rerender(feed({ activities: again }));
    const fresh = screen.getByText('Ruth did part of it', { selector: `#activity-13 p` }).closest('li');
    expect(fresh && within(fresh).getByRole('button', { name: 'Celebrate' })).toBeTruthy();
  });

  it('[CK11] a note that came later is quoted, and changes no mark', () => {
    const noted = [...WEEK, activity(11, 'note_changed', 'ruth', { checkinId: 'r4', day: TODAY, message: 'Twice!' })];
    expect(marksOf(noted, 'ruth')).toEqual(marksOf(WEEK, 'ruth'));
    render(feed({ activities: noted }));
    const item = screen.getByText('“Twice!”').closest('li');
    expect(item?.textContent).toContain('Ruth added a note');
    expect(item && within(item).queryByRole('button')).toBeNull();
  });
});

describe('a milestone', () => {
  it('[CK10] is none where its date was taken back, until it is logged again', () => {
    const reached = [
      activity(1, 'checkin_completed', 'ruth', { checkinId: 'r1', day: TODAY }),
      activity(2, 'streak_milestone', 'ruth', { checkinId: 'r1', day: TODAY, streakDays: 7 }),
    ];
    expect(momentOf(reached, NOW_MS, 0)?.checkinId).toBe('r1');
    const undone = [...reached, activity(3, 'checkin_undone', 'ruth', { checkinId: 'r1', day: TODAY })];
    expect(momentOf(undone, NOW_MS, 0)).toBeUndefined();
    const again = [...undone, activity(4, 'checkin_completed', 'ruth', { checkinId: 'r2', day: TODAY })];
    expect(momentOf(again, NOW_MS, 0)).toMatchObject({ seq: 2, checkinId: 'r2' });
  });
});
