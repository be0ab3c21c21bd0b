// The inbox as a page, REST answered by a table: further back by a button, and all marked by one call.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Notification, Team } from '@kith/client';
import { session } from '../account/session';
import { PIN, TEAM } from '../gallery/samples';
import InboxPage from './inbox-page';

const news = (seq: number, isUnread: boolean): Notification => ({
  id: `n${seq}`,
  seq,
  userId: 'ruth',
  notificationType: 'NEW_DM_RECEIVED',
  messageLocaleKey: '',
  messageParams: { userId: `friend-${seq}`, userName: `Friend ${seq}` },
  isUnread,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:00.000Z',
});

let calls: string[];
let isDown: boolean;

function answer(asked: string): unknown {
  if (isDown && !/notifications\?since/.test(asked)) throw new TypeError('no network');
  if (asked === 'GET /notifications?before=n5')
    return { notifications: [news(3, true)], more: false, unread: 2, seq: 6 };
  if (asked.startsWith('GET /notifications')) {
    return { notifications: [news(6, true), news(5, false)], more: true, unread: 2, seq: 6 };
  }
  if (asked.startsWith('GET /teams/team/pins')) return { posts: [PIN], next: null };
  if (asked.startsWith('POST /notifications/read')) return { marked: 2, unread: 0 };
  throw new Error(`no answer to ${asked}`);
}

beforeEach(() => {
  localStorage.clear();
  const createdAt = '2026-11-01T08:00:00.000Z';
  const user = { id: 'ruth', userName: 'Ruth', email: 'ruth@kith.example', timezone: 'UTC', createdAt };
  session.begin({ user, idToken: 'a.b.c' });
  [calls, isDown] = [[], false];
  vi.stubGlobal('fetch', async (url: string, { method, body }: RequestInit) => {
    const asked = `${method} ${url.replace('/api/v1', '')}`;
    calls.push(body === undefined ? asked : `${asked} ${String(body)}`);
    return Response.json(answer(asked));
  });
  open([]);
});

function open(teams: readonly Team[]): void {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  render(
    <QueryClientProvider client={client}>
      <InboxPage teams={teams} />
    </QueryClientProvider>,
  );
}

afterEach(() => {
  cleanup();
  delete document.documentElement.dataset['columns'];
  session.end();
  vi.unstubAllGlobals();
});

const names = (): (string | undefined)[] =>
  screen.getAllByTestId('news').map((row) => /Friend \d/.exec(row.textContent)?.[0]);

it('[IB3] earlier news comes in below, a page at a time, and nothing is scrolled', async () => {
  const [moves, moved] = [vi.spyOn(globalThis, 'scrollTo'), vi.spyOn(globalThis, 'scrollBy')];
  await screen.findByRole('heading', { name: 'New (2)' });
  isDown = true;
  fireEvent.click(screen.getByRole('button', { name: 'Show earlier news' }));
  await screen.findByText('Kith cannot be reached right now. Please try again in a moment.');
  isDown = false;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('This is where your inbox begins.');
  expect(names()).toEqual(['Friend 6', 'Friend 3', 'Friend 5']);
  expect([moves.mock.calls, moved.mock.calls]).toEqual([[], []]);
});

it('[IB2] all are marked as read by one call, up to the newest that is shown', async () => {
  fireEvent.click(await screen.findByRole('button', { name: 'Mark all as read' }));
  await screen.findByRole('heading', { name: 'Nothing new' });
  await waitFor(() =>
    expect(calls.filter((one) => one.startsWith('POST'))).toEqual(['POST /notifications/read {"upTo":"n6"}']),
  );
});

it('[IB2] what could not be marked is new again', async () => {
  const button = await screen.findByRole('button', { name: 'Mark all as read' });
  isDown = true;
  fireEvent.click(button);
  await waitFor(() => expect(calls.filter((one) => one.startsWith('GET'))).toHaveLength(2));
  await screen.findByRole('heading', { name: 'New (2)' });
});

it.each([
  ['1', ['New (2)', 'Pinned for you', 'Earlier']],
  ['3', ['New (2)', 'Earlier', 'Pinned for you']],
])('[IB2] what is pinned stands above what was read, or beside it: %s columns', async (columns, order) => {
  cleanup();
  document.documentElement.dataset['columns'] = columns;
  open([TEAM]);
  await screen.findByRole('heading', { name: 'Pinned for you' });
  await screen.findByRole('heading', { name: 'Earlier' });
  expect(screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)).toEqual(order);
});
