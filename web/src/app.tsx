// The whole page: the invitation page for everybody, everything else for who is signed in.
import type { UserId } from '@kith/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { JoinPage } from './account/join-page';
import { session } from './account/session';
import { SignInPage } from './account/sign-in-page';
import { CallFailed } from './api/call';
import { SignedIn } from './shell/signed-in';

const TRIES = 2;

export function App() {
  const userId = useSyncExternalStore(session.subscribe, session.get)?.user.id;
  const client = useClientOf(userId);

  return (
    <QueryClientProvider client={client}>
      <Switch>
        <Route path="/join/:code">{({ code }) => <JoinPage key={code} code={decodeURIComponent(code)} />}</Route>
        {userId !== undefined && (
          <Route path="/sign-in">
            <Redirect to="/" replace />
          </Route>
        )}
        <Route>{userId === undefined ? <SignInPage /> : <SignedIn key={userId} />}</Route>
      </Switch>
    </QueryClientProvider>
  );
}

/** What one person saw is not for the next. Who signs in goes on with what was begun on the way in. */
function useClientOf(userId: UserId | undefined): QueryClient {
  const [held, setHeld] = useState(() => ({ owner: userId, client: makeClient() }));
  const isTheirs = held.owner === undefined || held.owner === userId;
  const current = held.owner === userId ? held : { owner: userId, client: isTheirs ? held.client : makeClient() };
  if (current !== held) setHeld(current);
  const { client } = current;
  useEffect(() => () => client.clear(), [client]);
  return client;
}

/** Nothing is fetched again by itself: the live connection says when something has changed. */
function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // Also when the browser says there is no network: the service worker may have the answer.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < TRIES && (!(error instanceof CallFailed) || error.temporary),
      },
    },
  });
}
