// The reader's pacts: those that wait for their answer first, then those that run, that wait for others, that are over.
import { Link } from 'wouter';
import { Icon } from '../design/icon';
import type { Pact, PactId, UserId } from '@kith/client';
import type { Day } from './local-day';
import { endedWords } from './list-words';
import { AskedCard, EmptyPacts, EndedRow, RunningCard, WaitingCard } from './pact-rows';
import type { PactStep } from './pact-calls';
import { grouped } from './pact-standing';
import type { SaidToday } from './use-said-today';

export interface ListedPacts {
  pacts: readonly Pact[];
  me: UserId;
  today: Day;
  /** Who is online, where it is known. */
  online: ReadonlySet<UserId>;
  /** What the reader said of today, by habit, where it is known. */
  said: SaidToday | undefined;
  /** The step that is on its way. */
  busy: PactId | undefined;
  /** What went wrong with a pact's step, in a sentence. */
  problem: { pactId: PactId; sentence: string } | undefined;
  onStep: (pact: Pact, step: PactStep) => void;
}

export function PactList(props: ListedPacts) {
  const { pacts, me, today, online, said, busy, problem, onStep } = props;
  const groups = grouped(pacts, me);
  if (pacts.length === 0) return <EmptyPacts />;
  const problemOf = (pact: Pact): string | undefined => (problem?.pactId === pact.id ? problem.sentence : undefined);
  const renewed = new Set(pacts.map(({ renews }) => renews));
  return (
    <>
      {groups.asked.map((pact) => (
        <AskedCard
          key={pact.id}
          pact={pact}
          isBusy={busy === pact.id}
          problem={problemOf(pact)}
          onAnswer={(step) => onStep(pact, step)}
        />
      ))}
      {groups.running.map((pact) => (
        <RunningCard key={pact.id} pact={pact} me={me} today={today} online={online} said={said} />
      ))}
      {groups.waiting.map((pact) => (
        <WaitingCard key={pact.id} pact={pact} me={me} />
      ))}
      {groups.running.length + groups.asked.length + groups.waiting.length === 0 && <EmptyPacts isAgain />}
      {groups.ended.length > 0 && (
        <section className="card" aria-labelledby="ended-pacts">
          <h2 id="ended-pacts">Over</h2>
          <ul>
            {groups.ended.map((pact) => (
              <EndedRow
                key={pact.id}
                pact={pact}
                me={me}
                line={endedWords(pact, me, today)}
                isRenewed={renewed.has(pact.id)}
                isBusy={busy === pact.id}
                problem={problemOf(pact)}
                onRenew={() => onStep(pact, 'renew')}
              />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

export function NewPactLink({ isGold }: { isGold: boolean }) {
  return (
    <Link href="/pacts/new" className={`btn ${isGold ? 'btn-gold' : 'btn-quiet'}`}>
      <Icon name="plus" />
      New pact
    </Link>
  );
}
