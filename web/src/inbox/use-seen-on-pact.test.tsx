// What is seen on a pact's page is read in the inbox too, REST answered by a table.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Notification, NotificationKind, Notifications } from '@kith/client';
import { inboxKeys } from './notification-calls';
import { useSeenOnPact } from './use-seen-on-pact';

let calls: string[];
let client: QueryClient;
let isHidden: boolean;

const news = (seq: number, kind: NotificationKind, pactId?: string): Notification => ({
  id: `n${seq}`,
  seq,
  userId: 'ruth',
  notificationType: kind,
  messageLocaleKey: '',
  messageParams: { userId: 'walter', userName: 'Walter', ...(pactId !== undefined && { pactId }) },
  isUnread: true,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:00.000Z',
});

const hold = (notifications: Notification[]): void => {
  const inbox: Notifications = { notifications, more: false, unread: notifications.length, seq: 9 };
  act(() => void client.setQueryData(inboxKeys.news, inbox));
};
const unread = (): string[] =>
  (client.getQueryData<Notifications>(inboxKeys.news)?.notifications ?? [])
    .filter(({ isUnread }) => isUnread)
    .map(({ id }) => id);

function Page({ isShown = true }: { isShown?: boolean }) {
  useSeenOnPact('walk', isShown);
  return null;
}

const open = (isShown = true): unknown =>
  render(
    <QueryClientProvider client={client}>
      <Page isShown={isShown} />
    </QueryClientProvider>,
  );

beforeEach(() => {
  [calls, isHidden] = [[], false];
  client = new QueryClient();
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => (isHidden ? 'hidden' : 'visible'));
  vi.stubGlobal('fetch', async (url: string, { method, body }: RequestInit) => {
    const path = url.replace('/api/v1', '');
    calls.push(`${method} ${path}${body === undefined ? '' : ` ${String(body)}`}`);
    if (path === '/notifications/read') return Response.json({ marked: 2, unread: 0 });
    const id = path.split('/')[2];
    const one = client.getQueryData<Notifications>(inboxKeys.news)?.notifications.find((other) => other.id === id);
    return Response.json({ notification: { ...one, isUnread: false } });
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('[IB4] one call marks all news of the pact where nothing else is unread', async () => {
  hold([news(3, 'PARTNER_CELEBRATED', 'walk'), news(2, 'PARTNER_CHECKED_IN', 'walk')]);
  open();
  await waitFor(() => expect(calls).toEqual(['POST /notifications/read {"upTo":"n3"}']));
  expect(unread()).toEqual([]);
});

it('[IB4] news of other pacts, of people and of what was earned stays new', async () => {
  hold([
    news(6, 'PARTNER_CHECKED_IN', 'walk'),
    news(5, 'PARTNER_CHECKED_IN', 'swim'),
    news(4, 'NEW_DM_RECEIVED'),
    news(3, 'ACHIEVEMENT_UNLOCKED', 'walk'),
    news(2, 'STREAK_MILESTONE', 'walk'),
  ]);
  open();
  await waitFor(() => expect(calls).toEqual(['POST /notifications/n6/read', 'POST /notifications/n2/read']));
  expect(unread()).toEqual(['n5', 'n4', 'n3']);
});

it('[IB4] what comes while the page is looked at is marked once; behind another window it waits', async () => {
  hold([]);
  open();
  isHidden = true;
  hold([news(1, 'PARTNER_ENCOURAGED', 'walk')]);
  expect([calls, unread()]).toEqual([[], ['n1']]);
  isHidden = false;
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  await waitFor(() => expect(calls).toHaveLength(1));
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  expect([calls.length, unread()]).toEqual([1, []]);
});

it('[IB4] a pact that is not there yet shows nothing', () => {
  hold([news(1, 'PARTNER_CHECKED_IN', 'walk')]);
  open(false);
  expect([calls, unread()]).toEqual([[], ['n1']]);
});
