// One pact, as it stands for the reader: it runs, waits for somebody's yes, or is over.
import { useEffect } from 'react';
import { Link } from 'wouter';
import { TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import type { PactId, User } from '@kith/client';
import { useSeenOnPact } from '../inbox/use-seen-on-pact';
import { PactOver } from './pact-over';
import { PactRunning } from './pact-running';
import { groupOf } from './pact-standing';
import { PactWaiting } from './pact-waiting';
import { usePactRoom } from './use-pact';

export default function PactPage({ me, pactId }: { me: User; pactId: PactId }) {
  const { store, room } = usePactRoom(pactId);
  const { pact } = room;
  useSeenOnPact(pactId, pact !== undefined);
  useEffect(() => {
    document.title = `${pact?.habitName ?? 'Pact'} · Kith`;
  }, [pact?.habitName]);

  if (!pact) {
    return (
      <main id="main" className="main-column py-6">
        {room.problem === undefined ? (
          <FeedSkeleton />
        ) : (
          <TryAgain sentence={room.problem} isBusy={room.isLoading} onAgain={() => void store.load()} />
        )}
        <Link href="/pacts" className="btn btn-text justify-self-start">
          All pacts
        </Link>
      </main>
    );
  }
  switch (groupOf(pact, me.id)) {
    case 'running':
      return <PactRunning me={me} pact={pact} store={store} room={room} />;
    case 'ended':
      return <PactOver me={me} pact={pact} store={store} room={room} />;
    case 'asked':
    case 'waiting':
      return <PactWaiting me={me} pact={pact} store={store} />;
  }
}
