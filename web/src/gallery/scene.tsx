// A place in which one state of a component can stand: somebody signed in, a team, and a server that says what the
// state needs.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { LiveProvider } from '../live/live-context';
import type { Presence, ServerMessage, Team, Ticker, User } from '@kith/client';
import { TeamProvider } from '../team/desk-context';
import { lay, type Script } from './scripted-server';

export const ME: User = {
  id: 'ruth',
  userName: 'Ruth Abernathy',
  email: 'ruth@kith.example',
  timezone: 'UTC',
  createdAt: '2026-11-01T08:00:00.000Z',
};

export function teamOf(id: string, role: Team['role'] = 'member'): Team {
  return { id, name: 'Harbour Walkers', role, memberCount: 13, createdAt: '2026-11-01T08:00:00.000Z' };
}

interface SceneProps {
  /** Once in the whole gallery. */
  teamId: string;
  role?: Team['role'];
  script?: Script;
  children: ReactNode;
}

/** Everything that a part of the team page needs around it. */
export function Scene({ teamId, role = 'member', script, children }: SceneProps) {
  const [client] = useState(() => {
    lay(teamId, { ...script, answers: { ...quiet(teamId), ...script?.answers } });
    return new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  });
  return (
    <QueryClientProvider client={client}>
      <LiveProvider>
        <TeamProvider team={teamOf(teamId, role)} me={ME}>
          {children}
        </TeamProvider>
      </LiveProvider>
    </QueryClientProvider>
  );
}

/** What the socket says to who comes in. */
export function joined(teamId: string, presence: Presence, ticker?: Ticker): ServerMessage {
  const role = 'member' as const;
  const facts = { teamId, role, presence, epoch: 'e1', seq: 10, ref: 0, resync: false };
  return { type: 'JOINED_TEAM', ...facts, ...(ticker && { ticker }) };
}

/** A team in which nothing is going on. */
function quiet(teamId: string): Record<string, object> {
  return {
    [`/teams/${teamId}/posts`]: { posts: [], next: null },
    [`/teams/${teamId}/posts/new`]: { count: 0, latestSeq: 10 },
    [`/teams/${teamId}/pins`]: { posts: [], next: null },
    [`/teams/${teamId}/counters`]: { counters: [] },
    [`/teams/${teamId}/presence`]: { count: 1, activeCoaches: [] },
  };
}
