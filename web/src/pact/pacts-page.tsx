// The list of the reader's pacts, with the answers and renewals that can be given there.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { sentenceOf } from '../api/call';
import { TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import type { Pact, PactId, User, UserId } from '@kith/client';
import { KeptCard } from './kept-card';
import { fetchConnections, peopleKeys } from '../people/people-calls';
import { type PactStep, takePactStep } from './pact-calls';
import { pactKeys } from './pact-keys';
import { NewPactLink, PactList } from './pact-list';
import { usePactList } from './use-pact-list';
import { useSaidToday } from './use-said-today';
import { useListNews } from './use-list-news';
import { useToday } from './use-today';

const ONLINE_POLL_MS = 60_000;

export default function PactsPage({ me }: { me: User }) {
  useListNews();
  const list = usePactList();
  const online = useOnline();
  const { take, busy, problem } = usePactSteps();
  const today = useToday(me);
  const { said, isPending } = useSaidToday(today);
  const pacts = list.data?.pages.flatMap((page) => page.pacts) ?? [];
  useEffect(() => {
    document.title = 'Pacts · Kith';
  }, []);

  return (
    <main id="main" className="main-column">
      <header className="head">
        <div className="flex min-h-12 items-center gap-3">
          <h1 className="min-w-0 flex-1">Pacts</h1>
          {pacts.length > 0 && <NewPactLink isGold={false} />}
        </div>
      </header>
      <KeptCard pacts={pacts} today={today} />
      {(list.isPending || isPending) && <FeedSkeleton />}
      {list.isError && !list.data && (
        <TryAgain sentence={sentenceOf(list.error)} isBusy={list.isFetching} onAgain={() => void list.refetch()} />
      )}
      {list.data && !isPending && (
        <PactList
          pacts={pacts}
          me={me.id}
          today={today}
          online={online}
          said={said}
          busy={busy}
          problem={problem}
          onStep={take}
        />
      )}
      {list.hasNextPage && (
        <button
          type="button"
          className="btn justify-self-center"
          aria-disabled={list.isFetchingNextPage}
          onClick={() => !list.isFetchingNextPage && void list.fetchNextPage()}
        >
          {list.isFetchingNextPage ? 'Loading earlier pacts…' : 'Show earlier pacts'}
        </button>
      )}
    </main>
  );
}

/** The connection keeps it true; without one it is asked for again. */
function useOnline(): ReadonlySet<UserId> {
  const { data } = useQuery({
    queryKey: peopleKeys.connections,
    queryFn: fetchConnections,
    staleTime: 0,
    refetchInterval: ONLINE_POLL_MS,
  });
  const online = data?.filter(({ status }) => status === 'active').flatMap(({ users }) => users.map(({ id }) => id));
  return new Set(online);
}

function usePactSteps() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { mutate, variables, error, isPending } = useMutation({
    mutationFn: ({ pactId, step }: { pactId: PactId; step: PactStep }) => takePactStep(pactId, step),
    onSuccess: async (pact, { step }) => {
      await client.invalidateQueries({ queryKey: pactKeys.list });
      if (step !== 'decline') navigate(`/pacts/${pact.id}`);
    },
  });
  return {
    take: (pact: Pact, step: PactStep): void => mutate({ pactId: pact.id, step }),
    busy: isPending ? variables.pactId : undefined,
    problem: error && variables ? { pactId: variables.pactId, sentence: sentenceOf(error) } : undefined,
  };
}
