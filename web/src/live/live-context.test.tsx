// What lives as long as a sign-in: the outbox knows at which hour the days of this person start.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render } from '@testing-library/react';
import { useEffect } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Me, Outbox, SignedIn } from '@kith/client';
import { session } from '../account/session';
import { MARGARET } from '../pact/samples';
import { keys } from '../team/keys';
import { LiveProvider, useOutbox } from './live-context';

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ now: new Date(2026, 10, 22, 10), toFake: ['Date'] });
  // A network on which nothing is ever answered.
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  vi.stubGlobal(
    'WebSocket',
    class {
      readonly readyState = 0;
      close(): void {
        this.onclose?.({ code: 1000 });
      }
      onclose?: (event: { code: number }) => void;
    },
  );
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('[SK22] dates what is done by the hour that the person said, also when they change it meanwhile', async () => {
  const client = new QueryClient();
  const meWith = (dayStartsAt: number): Me => ({ user: { ...MARGARET, dayStartsAt }, teams: [] });
  client.setQueryData(keys.me, meWith(12));
  const boxes: Outbox[] = [];
  const Reader = () => {
    const box = useOutbox();
    useEffect(() => void boxes.push(box), [box]);
    return null;
  };
  render(
    <QueryClientProvider client={client}>
      <LiveProvider>
        <Reader />
      </LiveProvider>
    </QueryClientProvider>,
  );
  const [outbox] = boxes;
  const say = (habitGoalId: string) =>
    act(() => outbox?.do({ kind: 'checkin', checkin: { habitGoalId, status: 'completed' } }));
  await say('walk');
  client.setQueryData(keys.me, meWith(0));
  await say('swim');
  expect(outbox?.get().map(({ doneOn }) => doneOn)).toEqual(['2026-11-21', '2026-11-22']);
});

it('[SD1] sends nothing of one person once another is signed in', async () => {
  const asked: unknown[] = [];
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    if (init.method === 'POST') asked.push(new Headers(init.headers).get('Authorization'));
    return Promise.reject(new TypeError('Failed to fetch'));
  });
  const signedIn = (id: string): SignedIn => ({ idToken: id, user: { ...MARGARET, id } });
  session.begin(signedIn('ruth'));
  const boxes: Outbox[] = [];
  const Reader = () => {
    const box = useOutbox();
    useEffect(() => void boxes.push(box), [box]);
    return null;
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <LiveProvider>
        <Reader />
      </LiveProvider>
    </QueryClientProvider>,
  );
  const [outbox] = boxes;
  await act(() => outbox?.do({ kind: 'post', teamId: 'team', body: 'By Ruth' }));
  await vi.waitFor(() => expect(asked).toEqual(['Bearer ruth']));
  // In another tab, and before this page is drawn for them.
  session.begin(signedIn('josephine'));
  outbox?.wake();
  await outbox?.settled();
  expect(asked).toEqual(['Bearer ruth']);
  expect(outbox?.get()).toMatchObject([{ state: 'waiting' }]);
  session.end();
});
