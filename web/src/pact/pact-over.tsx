// A pact that is over for the reader: how everybody kept it, and the way to do it again.
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import type { Pact, User, UserId } from '@kith/client';
import { ActivityFeed } from './activity-feed';
import { celebratedBy } from './day-marks';
import { KeptCard } from './kept-card';
import { endedWords } from './list-words';
import { PactHead } from './pact-head';
import { seatOf } from './pact-standing';
import { readerOf } from './reader';
import type { PactRoomStore, RoomState } from './room-store';
import { TogetherCard } from './together-card';
import { usePactStep } from './use-pact';
import { useServerNow, useToday } from './use-today';

interface PactOverProps {
  me: User;
  pact: Pact;
  store: PactRoomStore;
  room: RoomState;
}

const NOTHING: ReadonlyMap<UserId, string> = new Map();

export function PactOver({ me, pact, store, room }: PactOverProps) {
  const { take, isBusy, problem } = usePactStep(store);
  const nowMs = useServerNow();
  const today = useToday(me);
  const seat = seatOf(pact, me.id)?.status;
  const canRenew = pact.status !== 'active' && pact.status !== 'pending' && seat !== 'declined' && seat !== 'expired';
  return (
    <>
      <main id="main" className="main-column">
        <PactHead title={pact.habitName} line={endedWords(pact, me.id, today)} share={undefined} />
        <KeptCard pacts={[pact]} today={today} habit={pact.habitGoalId} />
        {room.members.some(({ due }) => due > 0) && (
          <TogetherCard
            members={room.members}
            me={me.id}
            today={undefined}
            unit={undefined}
            here={undefined}
            lastSeen={NOTHING}
            nowMs={nowMs}
            onEncourage={undefined}
          />
        )}
        {canRenew && (
          <section className="card" aria-label="Once more">
            <h2>Once more?</h2>
            <p>The others are asked again, for another {pact.durationDays} days.</p>
            <button
              type="button"
              className="btn btn-gold justify-self-start"
              aria-disabled={isBusy}
              onClick={() => !isBusy && take('renew')}
            >
              <Icon name="again" />
              {isBusy ? 'One moment…' : 'Renew the pact'}
            </button>
            {problem !== undefined && <Problem>{problem}</Problem>}
          </section>
        )}
      </main>
      <aside className="side-column side-with-log" aria-label="More about the pact">
        <ActivityFeed
          activities={room.activities}
          hasEarlier={room.hasEarlier}
          isLoadingEarlier={room.isLoadingEarlier}
          reader={readerOf(me, pact)}
          title="What happened"
          celebrated={celebratedBy(room.activities, me.id)}
          problem={undefined}
          onEarlier={() => store.loadEarlier()}
          onCelebrate={undefined}
          onEncourage={undefined}
        />
      </aside>
    </>
  );
}
