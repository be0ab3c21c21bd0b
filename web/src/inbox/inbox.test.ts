// @vitest-environment node
// The inbox: every kind of news has its sentence and its place, and nothing is listed twice.
import { describe, expect, it } from 'vitest';
import type { Notification, Notifications } from '@kith/client';
import {
  afterInboxMessage,
  isCountUnsure,
  unreadOf,
  withAllRead,
  withEarlier,
  withNewest,
  withNews,
  withRead,
} from './news-list';
import { tell } from './tellings';

function news(seq: number, kind: string, params: Record<string, unknown> = {}, rest: object = {}): Notification {
  return {
    id: `n${seq}`,
    seq,
    userId: 'ruth',
    notificationType: kind,
    messageLocaleKey: '',
    messageParams: { userId: 'alan', userName: 'Alan', ...params },
    isUnread: true,
    createdAt: '2026-11-20T08:00:00.000Z',
    updatedAt: '2026-11-20T08:00:00.000Z',
    ...rest,
  } as Notification;
}

const pact = { pactId: 'p1', habitName: 'A walk' };
const own = { userId: 'ruth', userName: 'Ruth' };

describe('the sentences', () => {
  it.each([
    ['CONNECTION_REQUEST_RECEIVED', {}, 'Alan wants to be your friend.', '/people'],
    ['CONNECTION_REQUEST_ACCEPTED', {}, 'Alan is your friend now. Say hello!', '/messages/person/alan'],
    ['NEW_DM_RECEIVED', {}, 'Alan wrote to you.', '/messages/person/alan'],
    ['NEW_REACTION_RECEIVED', {}, 'Alan likes what you wrote.', '/posts/about'],
    ['PACT_INVITATION_RECEIVED', pact, 'Alan invites you to keep a pact together: “A walk”.', '/pacts/p1'],
    ['PACT_ACCEPTED', pact, 'Alan said yes to your pact “A walk”!', '/pacts/p1'],
    ['PACT_DECLINED', pact, 'Alan cannot join your pact “A walk” this time.', '/pacts/p1'],
    ['PACT_PARTNER_LEFT', pact, 'Alan has left your pact “A walk”. What you did together stays.', '/pacts/p1'],
    ['PACT_COMPLETED', pact, 'You did it, you and Alan: your pact “A walk” is complete!', '/pacts/p1'],
    ['PACT_COMPLETED', { ...pact, ...own }, 'You did it: your pact “A walk” is complete!', '/pacts/p1'],
    ['PARTNER_CHECKED_IN', { ...pact, streakDays: 12 }, 'Alan checked in: “A walk”. Day 12!', '/pacts/p1'],
    ['PARTNER_CHECKED_IN', {}, 'Alan checked in.', '/pacts/about'],
    ['PARTNER_CELEBRATED', { ...pact, message: 'Bravo' }, 'Alan celebrates your check-in: “Bravo”', '/pacts/p1'],
    ['PARTNER_ENCOURAGED', pact, 'Alan encourages you.', '/pacts/p1'],
    ['STREAK_MILESTONE', { ...pact, ...own, streakDays: 30 }, 'You kept “A walk” going for 30 days!', '/pacts/p1'],
    ['STREAK_MILESTONE', { ...pact, streakDays: 30 }, 'Alan kept “A walk” going for 30 days!', '/pacts/p1'],
    [
      'ACHIEVEMENT_UNLOCKED',
      { ...own, achievement: 'accountability_started_1' },
      'You earned “First pact begun”. Well done!',
      '/pacts/about',
    ],
  ])('[IB1] %s: a sentence with a name, and a place', (kind, params, text, place) => {
    expect(tell(news(1, kind, params, { associationId: 'about' }))).toMatchObject({ text, place });
  });

  it.each(['STREAK_AT_RISK', 'STREAK_BROKEN', 'PACT_EXPIRED', 'PACT_DECLINED', 'PACT_PARTNER_LEFT'])(
    '[IB1] %s blames nobody and needs no detail',
    (kind) => {
      const { text } = tell(news(1, kind));
      expect(text).not.toMatch(/undefined|fail|lost|missed|broke/i);
      expect(text).toMatch(/^[A-Z].*[.!]$/);
    },
  );

  it('[IB1] a kind that this page does not know is told without harm, and without a place', () => {
    expect(tell(news(1, 'SOMETHING_NEW'))).toMatchObject({
      text: 'There is something new from Alan.',
      place: undefined,
    });
    expect(tell(news(1, 'toString')).text).toBe('There is something new from Alan.');
    const bare = { ...news(1, 'SOMETHING_NEW'), messageParams: undefined } as unknown as Notification;
    expect(tell(bare).text).toBe('There is something new for you.');
  });

  it('[IB1] names stand out', () => {
    expect(tell(news(1, 'NEW_DM_RECEIVED')).parts[0]).toEqual({ text: 'Alan', isName: true });
  });
});

describe('the list', () => {
  const inbox: Notifications = {
    notifications: [news(3, 'NEW_DM_RECEIVED'), news(1, 'NEW_DM_RECEIVED', {}, { isUnread: false })],
    more: false,
    unread: 1,
    seq: 3,
  };

  it('[NT3] news comes on top, once, in the order of the inbox', () => {
    const { type: _, ...told } = { type: 'NOTIFICATION_CREATED' as const, ...news(5, 'NEW_REACTION_RECEIVED') };
    const after = afterInboxMessage(inbox, { type: 'NOTIFICATION_CREATED', ...told });
    expect(after.notifications.map(({ seq }) => seq)).toEqual([5, 3, 1]);
    expect(after.notifications[0]).not.toHaveProperty('type');
    expect(withNews(after, news(5, 'NEW_REACTION_RECEIVED')).notifications).toHaveLength(3);
    expect(afterInboxMessage(after, { type: 'SESSION_CLOSED' })).toBe(after);
  });

  it('[NT2] what is marked on another device is marked here; an older word changes nothing', () => {
    const later = { updatedAt: '2026-11-20T09:00:00.000Z', isUnread: false };
    const read = withNews(inbox, news(3, 'NEW_DM_RECEIVED', {}, later));
    expect(unreadOf(read)).toEqual([]);
    expect(unreadOf(withNews(read, news(3, 'NEW_DM_RECEIVED')))).toEqual([]);
  });

  it('[NT2] marking is shown at once', () => {
    expect(unreadOf(inbox).map(({ id }) => id)).toEqual(['n3']);
    expect(unreadOf(withRead(inbox, 'n3'))).toEqual([]);
    expect(withRead(inbox, 'n9')).toBe(inbox);
    expect(unreadOf(undefined)).toEqual([]);
  });

  const later = { updatedAt: '2026-11-20T09:00:00.000Z', isUnread: false };
  const DM = 'NEW_DM_RECEIVED';
  const page = (seqs: number[], more: boolean, unread: number): Notifications => ({
    notifications: seqs.map((seq) => news(seq, DM)),
    more,
    unread,
    seq: 9,
  });
  const seqs = ({ notifications }: Notifications): number[] => notifications.map(({ seq }) => seq);

  it('[NT7] how many are unread stays right, whatever is told twice or marked', () => {
    const came = withNews(page([9, 8], true, 5), news(10, DM));
    expect([came.unread, withNews(came, news(10, DM)).unread]).toEqual([6, 6]);
    const read = withNews(came, news(10, DM, {}, later));
    expect([read.unread, withNews(read, news(10, DM, {}, later)).unread, withRead(came, 'n9').unread]).toEqual([
      5, 5, 5,
    ]);
    expect([withAllRead(came).unread, unreadOf(withAllRead(came))]).toEqual([0, []]);
  });

  it('[NT8] what is marked and not loaded leaves the list as it is, and the server is asked how many are left', () => {
    const { type: _, ...old } = { type: 0, ...news(2, DM, {}, later) };
    const inbox9 = page([9, 8], true, 5);
    const message = { type: 'NOTIFICATION_UPDATED' as const, ...old };
    expect(seqs(afterInboxMessage(inbox9, message))).toEqual([9, 8]);
    expect(isCountUnsure(inbox9, message)).toBe(true);
    expect(isCountUnsure(page([9, 8], false, 2), message)).toBe(false);
    expect(isCountUnsure(undefined, message)).toBe(false);
  });

  it('[IB3] an earlier page comes in below, each once', () => {
    const all = withEarlier(page([9, 8], true, 4), page([8, 7, 6], false, 3));
    expect([seqs(all), all.more, all.unread]).toEqual([[9, 8, 7, 6], false, 3]);
  });

  it('[IB3] what was shown stays when the newest is asked for again, unless there may be a hole', () => {
    const shown = withEarlier(page([9, 8], true, 4), page([7, 6], false, 4));
    const again = withNewest(shown, page([10, 9], true, 4));
    expect([seqs(again), again.more, unreadOf(again).length]).toEqual([[10, 9, 8, 7, 6], false, 5]);
    expect(unreadOf(withNewest(shown, page([10, 9], true, 2))).map(({ seq }) => seq)).toEqual([10, 9]);
    const far = page([40, 39], true, 30);
    expect([withNewest(shown, far), withNewest(undefined, far)]).toEqual([far, far]);
    const whole = page([9], false, 1);
    expect(withNewest(shown, whole)).toBe(whole);
  });
});
