// The whole page: the invitation page for everybody, everything else for who is signed in.
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
  const [client] = useState(makeClient);
  const userId = useSyncExternalStore(session.subscribe, session.get)?.user.id;
  // What one person saw is not for the next.
  useEffect(() => session.subscribe(() => !session.get() && client.clear()), [client]);

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
