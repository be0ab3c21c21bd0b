// The team page as a whole, in a small browser: a real socket to a server of this test, REST answered by a table.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WebSocket as Socket, WebSocketServer } from 'ws';
import { session } from '../account/session';
import { LiveProvider } from '../live/live-context';
import type { Post, ServerMessage, Team, User } from '@kith/client';
import { TeamProvider } from './desk-context';
import TeamPage from './team-page';

const ME: User = {
  id: 'ruth',
  userName: 'Ruth Abernathy',
  email: 'ruth@kith.example',
  timezone: 'UTC',
  createdAt: '2026-11-01T08:00:00.000Z',
};
const TEAM: Team = {
  id: 'team-a',
  name: 'Harbour Walkers',
  role: 'member',
  memberCount: 7,
  createdAt: '2026-11-01T08:00:00.000Z',
};

function post(seq: number, authorId = 'alan'): Post {
  return {
    id: `p${seq}`,
    seq,
    teamId: TEAM.id,
    authorId,
    authorName: authorId === 'ruth' ? ME.userName : 'Alan Kowalski',
    authorRole: 'member',
    body: `Words ${seq}`,
    likeCount: 4,
    likedByMe: false,
    pinned: false,
    createdAt: '2026-11-20T08:00:00.000Z',
  };
}

// This browser's animations end in errors that nobody catches; Motion does without them.
Reflect.deleteProperty(Element.prototype, 'animate');

/** What the server has, and every call that it was asked. */
let posts: Post[];
let pins: Post[];
let calls: string[];
let server: WebSocketServer;
let onCommand: (command: { type: string; ref: number }, socket: Socket) => void;

function answer(method: string, path: string, body: unknown): unknown {
  if (path.endsWith('/pins')) return { posts: pins, next: null };
  if (path.endsWith('/presence')) return { count: 5, activeCoaches: ['Sarah'] };
  if (path.endsWith('/counters')) return { counters: [] };
  if (path === '/ticker') return { ticker: null };
  if (path.includes('/posts/new')) {
    const since = Number(new URLSearchParams(path.split('?')[1]).get('since'));
    const newer = posts.filter(({ seq }) => seq > since);
    return { count: newer.length, latestSeq: posts[0]?.seq ?? 0 };
  }
  if (method === 'POST' && path.endsWith('/posts')) {
    const written = { ...post((posts[0]?.seq ?? 0) + 1, 'ruth'), body: (body as { body: string }).body };
    posts = [written, ...posts];
    tell({ type: 'NEW_POST', teamId: TEAM.id, postId: written.id, seq: written.seq, authorId: 'ruth' });
    return { post: written };
  }
  if (path.includes('/posts?')) return { posts, next: null };
  throw new Error(`no answer to ${method} ${path}`);
}

function tell(message: ServerMessage): void {
  for (const socket of server.clients) socket.send(JSON.stringify(message));
}

function othersPost(seq: number): void {
  posts = [post(seq), ...posts];
  tell({ type: 'NEW_POST', teamId: TEAM.id, postId: `p${seq}`, seq, authorId: 'alan' });
}

function hear(command: { type: string; ref: number }, socket: Socket): void {
  if (command.type === 'JOIN_TEAM') {
    const joined: ServerMessage = {
      type: 'JOINED_TEAM',
      ref: command.ref,
      teamId: TEAM.id,
      epoch: 'e1',
      seq: posts[0]?.seq ?? 0,
      role: 'member',
      presence: { count: 13, activeCoaches: ['Sarah'] },
      resync: false,
    };
    socket.send(JSON.stringify(joined));
  }
  onCommand(command, socket);
}

async function openPage(port = (server.address() as AddressInfo).port): Promise<void> {
  vi.stubGlobal(
    'WebSocket',
    class extends Socket {
      constructor(_url: string, protocols: string[]) {
        super(`ws://127.0.0.1:${port}/ws`, protocols);
      }
    },
  );
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })}
    >
      <LiveProvider>
        <TeamProvider team={TEAM} me={ME}>
          <TeamPage spotlight={undefined} />
        </TeamProvider>
      </LiveProvider>
    </QueryClientProvider>,
  );
  await screen.findByText('Words 10');
}

const sentence = (): string => screen.getByTestId('presence').textContent;
const isLive = (): Promise<void> => waitFor(() => expect(sentence()).toBe('Coach Sarah and 12 others are active now'));

beforeEach(async () => {
  localStorage.clear();
  session.begin({ user: ME, idToken: 'a.b.c' });
  posts = [post(10), post(9)];
  pins = [];
  calls = [];
  onCommand = () => undefined;
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => socket.on('message', (data) => hear(JSON.parse(String(data)), socket)));
  await once(server, 'listening');
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1', '');
    calls.push(`${init.method} ${path}`);
    return Response.json(
      answer(String(init.method), path, init.body === undefined ? undefined : JSON.parse(String(init.body))),
    );
  });
  vi.stubGlobal('scrollTo', vi.fn());
});

afterEach(async () => {
  cleanup();
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
  vi.unstubAllGlobals();
});

it('[NP1] posts of others wait behind the button, and nothing scrolls until it is pressed', async () => {
  const scrollIntoView = vi.spyOn(HTMLElement.prototype, 'scrollIntoView');
  await openPage();
  await isLive();
  othersPost(11);
  othersPost(12);
  const button = await screen.findByRole('button', { name: '2 new posts' });
  expect(screen.queryByText('Words 11')).toBeNull();
  expect(globalThis.scrollTo).not.toHaveBeenCalled();
  expect(scrollIntoView).not.toHaveBeenCalled();

  fireEvent.click(button);
  await screen.findByText('Words 12');
  expect(screen.getByText('Words 11')).toBeTruthy();
  expect(screen.queryByTestId('new-posts')).toBeNull();
  await waitFor(() => expect(document.activeElement?.id).toBe('post-p12'));
  expect(scrollIntoView).toHaveBeenCalledOnce();
});

it('[NP2] an own post is there at once and once, and does not count', async () => {
  await openPage();
  await isLive();
  fireEvent.change(screen.getByRole('textbox', { name: 'Write to your team' }), {
    target: { value: 'Round the lighthouse' },
  });
  fireEvent.click(screen.getByRole('button', { name: 'Post' }));
  expect(screen.getAllByText('Round the lighthouse')).toHaveLength(1);
  await waitFor(() => expect(screen.queryByText('Sending…')).toBeNull());
  // What the socket tells after it has come: so it was heard.
  tell({ type: 'LIKE_UPDATE', postId: 'p10', likeCount: 8 });
  await screen.findByText('8 people like this');
  expect(screen.queryByTestId('new-posts')).toBeNull();
  othersPost(12);
  await screen.findByRole('button', { name: '1 new post' });
  expect(screen.getAllByText('Round the lighthouse')).toHaveLength(1);
  expect(within(screen.getByRole('region', { name: 'Posts' })).getAllByRole('article')).toHaveLength(3);
});

it('[LK4] a refused like turns the heart back and says why', async () => {
  let refuse: () => void = () => undefined;
  onCommand = ({ type, ref }, socket) => {
    const refusal: ServerMessage = {
      type: 'ERROR',
      code: 'NOT_A_MEMBER',
      message: 'You are not in this team.',
      ref,
      temporary: false,
    };
    if (type === 'POST_LIKE') refuse = () => socket.send(JSON.stringify(refusal));
  };
  await openPage();
  await isLive();
  const card = screen.getByText('Words 10').closest('article');
  if (!card) throw new Error('no card');
  const heart = within(card).getByRole('button', { name: /^Like/ });
  const likes = within(card).getByTestId('likes');
  fireEvent.click(heart);
  expect([heart.getAttribute('aria-pressed'), likes.textContent]).toEqual(['true', 'You and 4 others like this']);
  await waitFor(() => {
    refuse();
    expect(heart.getAttribute('aria-pressed')).toBe('false');
  });
  expect(likes.textContent).toBe('4 people like this');
  expect(within(card).getByRole('alert').textContent).toBe('You are not in this team.');
  expect(calls.some((one) => one.includes('/like'))).toBe(false);
});

it('[LK4] the likes of others move the count', async () => {
  await openPage();
  await isLive();
  tell({ type: 'LIKE_UPDATE', postId: 'p10', likeCount: 8 });
  await screen.findByText('8 people like this');
});

const never = new Promise(() => undefined);
const cancel = (): void => undefined;

it('[CH5] of many cheers at most three are in the air, and one sentence tells of all', async () => {
  // What happy-dom does not have: here the hearts stay in the air.
  Element.prototype.animate ??= () =>
    Object.assign(new EventTarget(), { finished: never, cancel, play: cancel }) as never;
  await openPage();
  await isLive();
  await act(() => import('./cheer-sky'));
  await waitFor(() => expect(document.querySelector('.sky')).toBeTruthy());
  for (const userName of ['Alan', 'Walter', 'Josephine', 'Margaret', 'Sarah']) {
    tell({ type: 'LIVE_CHEER', teamId: TEAM.id, userId: userName, userName, icon: 'heart' });
  }
  await waitFor(() => expect(document.querySelectorAll('.sky svg')).toHaveLength(3));
  await waitFor(() => expect(screen.getByTestId('cheers').textContent).toBe('Sarah and 4 others cheered'), {
    timeout: 3_000,
  });
});

it('[PL1] without a socket it polls: who is here, and new posts; the cheer says why it rests', async () => {
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await openPage(port);
  await waitFor(() => expect(sentence()).toBe('Coach Sarah and 4 others are active now'), { timeout: 8_000 });
  posts = [post(11), ...posts];
  await waitFor(() => expect(calls).toContain('GET /teams/team-a/posts/new?since=10'));
  expect(screen.getByRole('button', { name: 'Cheer' }).getAttribute('aria-disabled')).toBe('true');
  expect(screen.getByTestId('cheers').textContent).toBe('Cheers rest until Kith is connected again.');
}, 12_000);

it('a pin is told by a toast that stays, and takes its place on top when that is closed', async () => {
  await openPage();
  await isLive();
  const pinned = (seq: number): Post => ({
    ...post(seq),
    pinned: true,
    pinnedBy: 'Dave',
    pinnedAt: '2026-11-21T08:00:00.000Z',
  });
  const pin = (seq: number, entry: number): void => {
    pins = [pinned(seq), ...pins];
    tell({ type: 'LIVE_NOTIFICATION', title: '', body: '', link: '', teamId: TEAM.id, postId: `p${seq}`, seq: entry });
  };
  pin(9, 11);
  expect((await screen.findByTestId('pin-toast')).textContent).toContain('Coach Dave just pinned “Words 9”');
  expect(screen.queryByTestId('pinned')).toBeNull();
  pin(10, 12);
  await waitFor(() => expect(screen.getByTestId('pin-toast').textContent).toContain('Coach Dave just pinned 2 posts.'));
  fireEvent.click(within(screen.getByTestId('pin-toast')).getByRole('button', { name: 'Close' }));
  expect(screen.queryByTestId('pin-toast')).toBeNull();
  expect(screen.getByTestId('pinned').textContent).toContain('Words 10');
});

it('[PO5] what is pinned no more is taken down at once, without a word', async () => {
  const pinned: Post = { ...post(9), pinned: true, pinnedBy: 'Dave', pinnedAt: '2026-11-21T08:00:00.000Z' };
  pins = [pinned];
  await openPage();
  await isLive();
  expect((await screen.findByTestId('pinned')).textContent).toContain('Words 9');
  pins = [];
  tell({ type: 'POST_UNPINNED', teamId: TEAM.id, postId: 'p9' });
  await waitFor(() => expect(screen.queryByTestId('pinned')).toBeNull());
  expect(screen.queryByTestId('pin-toast')).toBeNull();
});
