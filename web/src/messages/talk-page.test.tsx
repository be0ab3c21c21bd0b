// A conversation as a whole, in a small browser: a real socket to a server of this test, REST answered by a table.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket as Socket, WebSocketServer } from 'ws';
import { session } from '../account/session';
import { LiveProvider } from '../live/live-context';
import type { Conversation, DirectMessage, Notification, ServerMessage, User } from '@kith/client';
import { NewsProvider, useTalkDesk } from '../shell/news-context';
import TalkPage from './talk-page';

const ME: User = {
  id: 'ruth',
  userName: 'Ruth',
  email: 'ruth@kith.example',
  timezone: 'UTC',
  createdAt: '2026-11-01T08:00:00.000Z',
};

function direct(seq: number, fromUserId = 'alan', text = `Words ${seq}`): DirectMessage {
  return {
    id: `m${seq}`,
    key: `m${seq}`,
    seq,
    fromUserId,
    fromUserName: fromUserId === ME.id ? 'you' : 'Alan',
    fromUserImgSrc: '',
    toUserId: fromUserId === ME.id ? 'alan' : ME.id,
    time: '8:00',
    createdAt: '2026-11-20T08:00:00.000Z',
    text,
    isUnread: false,
  };
}

const NEWS: Notification = {
  id: 'n1',
  seq: 11,
  userId: ME.id,
  notificationType: 'NEW_DM_RECEIVED',
  messageLocaleKey: '',
  messageParams: { userId: 'alan', userName: 'Alan' },
  isUnread: true,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:00.000Z',
};

const TALK: Conversation = {
  kind: 'person',
  id: 'alan',
  name: 'Alan',
  unread: 1,
  last: { id: 'm10', seq: 10, authorId: 'alan', authorName: 'Alan', text: 'Words 10', at: '2026-11-20T08:00:00.000Z' },
};

/** What the server has, and every call that it was asked. */
let messages: DirectMessage[];
let calls: string[];
let marks: number[];
let said: { message: string; clientId: string }[];
let isDown: boolean;
let server: WebSocketServer;

function answer(method: string, path: string, body: unknown): unknown {
  if (path === '/connections') return { connections: [] };
  if (path === '/forums') return { forums: [{ id: 'team', name: 'Harbour Walkers' }] };
  if (path.startsWith('/conversations')) return { conversations: [TALK], next: null };
  if (path.startsWith('/notifications?')) return { notifications: [NEWS], more: false, unread: 1, seq: 11 };
  if (path === '/notifications/n1/read') return { notification: { ...NEWS, isUnread: false } };
  if (path === '/direct-messages/alan/read') marks.push((body as { seq: number }).seq);
  if (path.endsWith('/read')) return {};
  if (method === 'POST') {
    said.push(body as { message: string; clientId: string });
    if (isDown) throw new TypeError('no network');
    const message = direct(20 + said.length, ME.id, said.at(-1)?.message);
    tell({ type: 'SEND_DIRECT_MESSAGE', contextUserId: 'alan', message });
    return { message };
  }
  if (path.includes('before=')) return { messages: [direct(2), direct(1)], next: null };
  if (path.startsWith('/direct-messages/alan')) return { messages, next: '9' };
  throw new Error(`no answer to ${method} ${path}`);
}

function tell(message: ServerMessage): void {
  for (const socket of server.clients) socket.send(JSON.stringify(message));
}

function Opened() {
  return <TalkPage desk={useTalkDesk()} teams={[]} talk={{ kind: 'person', id: 'alan' }} />;
}

async function openPage(): Promise<void> {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  render(
    <QueryClientProvider client={client}>
      <LiveProvider>
        <NewsProvider me={ME}>
          <Opened />
        </NewsProvider>
      </LiveProvider>
    </QueryClientProvider>,
  );
  await screen.findByText('Words 10');
  await waitFor(() => expect(server.clients.size).toBe(1));
}

/** As if the page were so high and scrolled so far down. */
function scrolledTo(y: number): void {
  Object.defineProperty(document.documentElement, 'scrollHeight', { configurable: true, value: 3_000 });
  Object.defineProperty(globalThis, 'scrollY', { configurable: true, value: y });
  fireEvent.scroll(window);
}

beforeEach(async () => {
  localStorage.clear();
  scrolledTo(3_000);
  session.begin({ user: ME, idToken: 'a.b.c' });
  [messages, calls, marks, said, isDown] = [[direct(10), direct(9)], [], [], [], false];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  vi.stubGlobal(
    'WebSocket',
    class extends Socket {
      constructor(_url: string, protocols: string[]) {
        super(`ws://127.0.0.1:${port}/ws`, protocols);
      }
    },
  );
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1', '');
    calls.push(`${init.method} ${path}`);
    return Response.json(
      answer(init.method ?? '', path, init.body === undefined ? undefined : JSON.parse(String(init.body))),
    );
  });
});

afterEach(async () => {
  cleanup();
  session.end();
  vi.unstubAllGlobals();
  for (const socket of server.clients) socket.terminate();
  server.close();
  await once(server, 'close');
});

const field = (): HTMLTextAreaElement => screen.getByRole('textbox', { name: /^Write to/ });
const texts = (): string[] => [...document.querySelectorAll('.bubble')].map((bubble) => bubble.textContent);

function send(words: string): void {
  fireEvent.change(field(), { target: { value: words } });
  fireEvent.click(screen.getByRole('button', { name: 'Send' }));
}

it('[CV1] what is sent and what is heard stands at the bottom, once', async () => {
  await openPage();
  send('  See you there  ');
  await waitFor(() => expect(texts()).toEqual(['Words 9', 'Words 10', 'See you there']));
  expect(field().value).toBe('');
  tell({ type: 'SEND_DIRECT_MESSAGE', contextUserId: 'alan', message: direct(30) });
  await screen.findByText('Words 30');
  expect(texts()).toEqual(['Words 9', 'Words 10', 'See you there', 'Words 30']);
  expect(said).toHaveLength(1);
});

it('[CV3] what could not be sent stays, with the reason, and is sent again as the same message', async () => {
  await openPage();
  isDown = true;
  send('Hello?');
  await screen.findByText('Not sent yet');
  screen.getByText('Kith cannot be reached right now. Please try again in a moment.');
  cleanup();
  await openPage();
  await screen.findByText('Not sent yet');
  isDown = false;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.queryByText('Not sent yet')).toBeNull());
  await waitFor(() => expect(texts().at(-1)).toBe('Hello?'));
  expect(new Set(said.map(({ clientId }) => clientId)).size).toBe(1);
  expect(said.length, 'tried at first, when the page came back, and when asked to').toBeGreaterThanOrEqual(2);
});

it('[CV2] what comes while one reads further up waits behind a button', async () => {
  await openPage();
  scrolledTo(100);
  const moves = vi.spyOn(globalThis, 'scrollTo');
  tell({ type: 'SEND_DIRECT_MESSAGE', contextUserId: 'alan', message: direct(30) });
  tell({ type: 'SEND_DIRECT_MESSAGE', contextUserId: 'alan', message: direct(31) });
  const button = await screen.findByRole('button', { name: '2 new below. Show them.' });
  expect(moves).not.toHaveBeenCalled();
  fireEvent.click(button);
  expect(moves).toHaveBeenCalledOnce();
  scrolledTo(3_000);
  await waitFor(() => expect(screen.queryByTestId('new-lines')).toBeNull());
});

it('[CV2] earlier messages come in above', async () => {
  await openPage();
  fireEvent.click(screen.getByRole('button', { name: 'Show earlier messages' }));
  await screen.findByText('This is where it began.');
  expect(texts()).toEqual(['Words 1', 'Words 2', 'Words 9', 'Words 10']);
});

it('[CV4] opening it marks it as read, up to what is seen, and the news of it; the first new line is marked', async () => {
  await openPage();
  await waitFor(() => expect(marks).toEqual([10]));
  await waitFor(() => expect(calls).toContain('POST /notifications/n1/read'));
  const marked = screen.getAllByText(/^(New since you were last here|Words \d+)$/).map((one) => one.textContent);
  expect(marked).toEqual(['Words 9', 'New since you were last here', 'Words 10']);
  tell({ type: 'SEND_DIRECT_MESSAGE', contextUserId: 'alan', message: direct(30) });
  await waitFor(() => expect(marks).toEqual([10, 30]));
});

it('[CV4] who reads further up has not read what comes', async () => {
  await openPage();
  await waitFor(() => expect(marks).toEqual([10]));
  scrolledTo(100);
  tell({ type: 'SEND_DIRECT_MESSAGE', contextUserId: 'alan', message: direct(30) });
  await screen.findByRole('button', { name: '1 new below. Show it.' });
  scrolledTo(3_000);
  await waitFor(() => expect(marks).toEqual([10, 30]));
});

it('[CV4] who comes back to the page is told what is unread on the server now', async () => {
  await openPage();
  const asked = (): number => calls.filter((one) => one.startsWith('GET /conversations')).length;
  await waitFor(() => expect(marks).toEqual([10]));
  const before = asked();
  fireEvent(document, new Event('visibilitychange'));
  await waitFor(() => expect(asked()).toBe(before + 1));
});

it('what is being written is kept through a reload', async () => {
  await openPage();
  fireEvent.change(field(), { target: { value: 'I was about to say' } });
  cleanup();
  await openPage();
  expect(field().value).toBe('I was about to say');
  expect(within(screen.getByRole('main')).getByRole('heading', { level: 1 }).textContent).toBe('Alan');
});
