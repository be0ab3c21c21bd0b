// What the team counts together, and how far it is to the next goal.
import { useQuery } from '@tanstack/react-query';
import { fetchCounters } from '../api/team-calls';
import type { Counter } from '@kith/client';
import { useDesk, useRoom } from './desk-context';
import { keys } from './keys';
import { grouped } from './presence-sentence';

export function CountersCard() {
  const { team } = useDesk();
  const latestWin = useRoom((room) => room.ticker?.at);
  const { data: counters } = useQuery({
    // A shared win may be this team's own.
    queryKey: [...keys.counters(team.id), latestWin],
    queryFn: () => fetchCounters(team.id),
    placeholderData: (before) => before,
    refetchOnWindowFocus: 'always',
  });
  return counters?.map((counter) => <CounterCard key={counter.name} counter={counter} />);
}

function CounterCard({ counter: { unit, total, nextThreshold } }: { counter: Counter }) {
  const share = nextThreshold === undefined ? 1 : Math.min(1, total / nextThreshold);
  return (
    <section className="card" aria-label={`Our ${unit}`}>
      <h2>Our {unit}</h2>
      <p>
        <strong>{grouped(total)}</strong>
        {nextThreshold !== undefined && ` of ${grouped(nextThreshold)}`}, all of us together
      </p>
      {nextThreshold !== undefined && (
        <div className="h-3.5 overflow-hidden rounded-full bg-raised" aria-hidden="true">
          <div className="h-full rounded-full bg-body" style={{ width: `${share * 100}%` }} />
        </div>
      )}
    </section>
  );
}
