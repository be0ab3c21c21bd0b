// Who asks to be the reader's friend, and whom the reader has asked. Nobody is connected without having wanted it.
import { useState } from 'react';
import type { UserId } from '@kith/client';
import type { Acquaintance } from './acquaintance';
import { PartDialog } from './part-dialog';
import { PersonRow } from './person-row';

interface RequestsCardProps {
  asking: readonly Acquaintance[];
  asked: readonly Acquaintance[];
  onAccept: (user: UserId) => void;
  /** Says no, or takes a question of one's own back. */
  onDeny: (user: UserId) => void;
  onBlock: (user: UserId) => void;
}

export function RequestsCard({ asking, asked, onAccept, onDeny, onBlock }: RequestsCardProps) {
  const [blocking, setBlocking] = useState<Acquaintance>();
  return (
    <>
      {asking.length > 0 && (
        <section className="card border-gold-line!" aria-labelledby="asking">
          <h2 id="asking">
            {asking.length === 1 ? 'Somebody wants to be your friend' : 'They want to be your friends'}
          </h2>
          <ul>
            {asking.map((person) => (
              <PersonRow key={person.userId} userName={person.userName} line="Friends see when the other is here.">
                <button type="button" className="btn btn-gold min-h-12!" onClick={() => onAccept(person.userId)}>
                  Accept<span className="sr-only"> {person.userName}</span>
                </button>
                <button type="button" className="btn" onClick={() => onDeny(person.userId)}>
                  Not now<span className="sr-only"> {person.userName}</span>
                </button>
                <button type="button" className="btn btn-text" onClick={() => setBlocking(person)}>
                  Block…<span className="sr-only"> {person.userName}</span>
                </button>
              </PersonRow>
            ))}
          </ul>
        </section>
      )}
      {asked.length > 0 && (
        <section className="card" aria-labelledby="asked">
          <h2 id="asked">Waiting for an answer</h2>
          <ul>
            {asked.map(({ userId, userName }) => (
              <PersonRow key={userId} userName={userName} line="You asked to be friends.">
                <button type="button" className="btn @max-[26rem]:flex-1" onClick={() => onDeny(userId)}>
                  Take it back<span className="sr-only"> what I asked {userName}</span>
                </button>
              </PersonRow>
            ))}
          </ul>
        </section>
      )}
      {blocking && (
        <PartDialog
          person={blocking}
          onEnd={() => onDeny(blocking.userId)}
          onBlock={() => onBlock(blocking.userId)}
          onClose={() => setBlocking(undefined)}
        />
      )}
    </>
  );
}
