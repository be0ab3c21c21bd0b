// What a team counts, as its coach sees it: each counter with its next goal, and the way to set them.
import { Icon } from '../design/icon';
import type { Counter } from '@kith/client';
import { grouped } from '../team/presence-sentence';

interface GoalsCardProps {
  counters: readonly Counter[];
  /** `undefined` for a new counter. */
  onSet: (counter: Counter | undefined) => void;
}

export function GoalsCard({ counters, onSet }: GoalsCardProps) {
  return (
    <section className="card" aria-labelledby="goals">
      <h2 id="goals">Goals of the team</h2>
      {counters.length === 0 && <p>Count something together, such as steps. Everybody hears when a goal is reached.</p>}
      <ul className="grid gap-3">
        {counters.map((counter) => (
          <li key={counter.name} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
            <p className="min-w-[min(100%,9rem)] flex-1 leading-snug">
              <strong>{counter.unit}</strong>
              <span className="block text-small">
                {counter.nextThreshold === undefined
                  ? `All goals reached: ${grouped(counter.total)}`
                  : `next goal ${grouped(counter.nextThreshold)}`}
              </span>
            </p>
            <button type="button" className="btn" onClick={() => onSet(counter)}>
              <Icon name="flag" isSmall />
              Set goals<span className="sr-only"> for our {counter.unit}</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="btn btn-text -mb-2 -ml-2 justify-self-start" onClick={() => onSet(undefined)}>
        <Icon name="plus" isSmall />
        Count something else
      </button>
    </section>
  );
}
