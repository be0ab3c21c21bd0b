// Whom the reader has blocked, and the way back.
import type { UserId } from '@kith/client';
import type { Acquaintance } from './acquaintance';
import { PersonRow } from './person-row';

interface BlockedCardProps {
  blocked: readonly Acquaintance[];
  onUnblock: (user: UserId) => void;
}

export function BlockedCard({ blocked, onUnblock }: BlockedCardProps) {
  if (blocked.length === 0) return null;
  return (
    <section className="card" aria-labelledby="blocked">
      <h2 id="blocked">Blocked</h2>
      <ul>
        {blocked.map(({ userId, userName }) => (
          <PersonRow key={userId} userName={userName} line="You hear nothing of them.">
            <button type="button" className="btn" onClick={() => onUnblock(userId)}>
              Unblock<span className="sr-only"> {userName}</span>
            </button>
          </PersonRow>
        ))}
      </ul>
    </section>
  );
}
