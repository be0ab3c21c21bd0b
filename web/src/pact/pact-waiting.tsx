// A pact that has not begun for the reader: they are asked, or others are.
import type { Pact, User } from '@kith/client';
import { PactHead } from './pact-head';
import { AskedCard, WaitingCard } from './pact-rows';
import { groupOf } from './pact-standing';
import { withWhom } from './people-words';
import type { PactRoomStore } from './room-store';
import { usePactStep } from './use-pact';
import { LeavePact } from './leave-pact';

interface PactWaitingProps {
  me: User;
  pact: Pact;
  store: PactRoomStore;
}

export function PactWaiting({ me, pact, store }: PactWaitingProps) {
  const { take, isBusy, problem } = usePactStep(store);
  const isAsked = groupOf(pact, me.id) === 'asked';
  const others = pact.members.some(({ userId, status }) => userId !== me.id && status !== 'declined');
  const line = others ? `${pact.durationDays} days, ${withWhom(pact, me.id)}` : `${pact.durationDays} days`;
  return (
    <main id="main" className="main-column">
      <PactHead title={pact.habitName} line={line} share={undefined} />
      {isAsked ? (
        <AskedCard pact={pact} isAlone isBusy={isBusy} problem={problem} onAnswer={take} />
      ) : (
        <>
          <WaitingCard pact={pact} me={me.id} isAlone />
          <LeavePact isWaiting isBusy={isBusy} problem={problem} onLeave={() => take('abandon')} />
        </>
      )}
    </main>
  );
}
