// The inbox as it is drawn, and the numbers in the navigation.
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Notification } from '@kith/client';
import { Rail, Tabs } from '../shell/navigation';
import { EarlierNews } from './earlier-news';
import { NewsList } from './news-list-card';

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

afterEach(cleanup);

it('[IB2] unread news stands first, marked by a word, and is marked as read one by one or all at once', () => {
  const [onRead, onAllRead] = [vi.fn(), vi.fn()];
  const all = [news(4, false), news(3, true), news(2, true)];
  render(<NewsList news={all} unreadCount={2} onRead={onRead} onAllRead={onAllRead} />);
  const rows = screen.getAllByTestId('news');
  expect(rows.map((row) => [/Friend \d/.exec(row.textContent)?.[0], row.textContent.includes('New')])).toEqual([
    ['Friend 3', true],
    ['Friend 2', true],
    ['Friend 4', false],
  ]);
  fireEvent.click(screen.getByRole('button', { name: 'Mark as read Friend 3 wrote to you.' }));
  fireEvent.click(screen.getByRole('button', { name: 'Mark all as read' }));
  expect([onRead.mock.calls, onAllRead.mock.calls.length]).toEqual([[['n3']], 1]);
});

it('[IB2] following news marks it and leads to its place; what was read is not marked again', () => {
  const onRead = vi.fn();
  render(<NewsList news={[news(3, true), news(2, false)]} unreadCount={1} onRead={onRead} onAllRead={onRead} />);
  const [unread, read] = screen.getAllByRole('link');
  expect(unread?.getAttribute('href')).toBe('/messages/person/friend-3');
  if (unread && read) for (const link of [unread, read]) fireEvent.click(link);
  expect(onRead.mock.calls).toEqual([['n3']]);
  expect(screen.queryByRole('button', { name: 'Mark all as read' })).toBeNull();
});

it('[IB2] what is unread further back is counted, and said', () => {
  render(<NewsList news={[news(9, false)]} unreadCount={3} onRead={vi.fn()} onAllRead={vi.fn()} />);
  screen.getByRole('heading', { name: 'New (3)' });
  screen.getByText('It is further back: see earlier news.');
  screen.getByRole('button', { name: 'Mark all as read' });
});

it('an empty inbox says so', () => {
  render(<NewsList news={[]} unreadCount={0} onRead={vi.fn()} onAllRead={vi.fn()} />);
  screen.getByText('You have seen everything. What happens next will stand here.');
});

it('[IB3] earlier news comes by a button; where there is no more, words take its place and its focus', () => {
  const onShow = vi.fn();
  const shown = (hasMore: boolean, isLoading = false, problem?: string) => (
    <EarlierNews hasMore={hasMore} isLoading={isLoading} problem={problem} onShow={onShow} />
  );
  const { rerender } = render(shown(true));
  fireEvent.click(screen.getByRole('button', { name: 'Show earlier news' }));
  expect(onShow).toHaveBeenCalledOnce();
  rerender(shown(true, true));
  screen.getByRole('button', { name: 'Loading earlier news…' });
  rerender(shown(true, false, 'Kith cannot be reached right now.'));
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(onShow).toHaveBeenCalledTimes(2);
  rerender(shown(false));
  expect(document.activeElement?.textContent).toBe('This is where your inbox begins.');
});

it('[CV4] the navigation says how many wait, in words too', () => {
  const shared = { place: 'inbox', counts: { inbox: 2, messages: 120 } } as const;
  render(
    <>
      <Rail userName="Ruth" teams={[]} current={undefined} {...shared} />
      <Tabs {...shared} />
    </>,
  );
  for (const navigation of screen.getAllByRole('navigation', { name: 'Main' })) {
    const links = within(navigation);
    expect(links.getByRole('link', { name: 'Inbox 2 unread' }).getAttribute('aria-current')).toBe('page');
    expect(links.getByRole('link', { name: 'Messages 120 unread' }).textContent).toContain('99+');
    expect(links.getByRole('link', { name: 'You' }).textContent).toBe('You');
  }
});
