// The reader's friends: who is here, in words, and the ways to write to them or to part.
import { useState } from 'react';
import { Link } from 'wouter';
import { Icon } from '../design/icon';
import { useNow } from '../design/use-now';
import type { UserId } from '@kith/client';
import type { Acquaintance } from './acquaintance';
import { hereWords } from './here-words';
import { PartDialog } from './part-dialog';
import { PersonRow } from './person-row';

interface FriendsCardProps {
  /** Those who are here first. */
  friends: readonly Acquaintance[];
  onEnd: (user: UserId) => void;
  onBlock: (user: UserId) => void;
}

export function FriendsCard({ friends, onEnd, onBlock }: FriendsCardProps) {
  const now = new Date(useNow());
  const [parting, setParting] = useState<Acquaintance>();
  const here = friends.filter(({ status }) => status === 'active' || status === 'away').length;
  return (
    <section className="card" aria-labelledby="your-friends">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <h2 id="your-friends">Your friends</h2>
        {friends.length > 0 && <p>{here === 0 ? 'Nobody is here now' : `${here} of ${friends.length} here now`}</p>}
      </div>
      {friends.length === 0 && (
        <p>You have no friends on Kith yet. Find somebody of your teams below, and ask them to be your friend.</p>
      )}
      <ul>
        {friends.map((friend) => (
          <PersonRow
            key={friend.userId}
            userName={friend.userName}
            isHere={friend.status === 'active'}
            line={hereWords(friend.status, friend.lastSeen, now)}
          >
            <Link href={`/messages/person/${friend.userId}`} className="btn @max-[26rem]:flex-1">
              <Icon name="message" isSmall />
              Write
              <span className="sr-only"> to {friend.userName}</span>
            </Link>
            <button type="button" className="btn btn-text" onClick={() => setParting(friend)}>
              More
              <span className="sr-only"> about {friend.userName}</span>
            </button>
          </PersonRow>
        ))}
      </ul>
      {parting && (
        <PartDialog
          person={parting}
          onEnd={() => onEnd(parting.userId)}
          onBlock={() => onBlock(parting.userId)}
          onClose={() => setParting(undefined)}
        />
      )}
    </section>
  );
}
