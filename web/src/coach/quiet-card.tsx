// Who has been quiet, for the coach: with the way to write to them, and without a word of blame.
import { useState } from 'react';
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { timeInWords } from '../design/time-in-words';
import { useNow } from '../design/use-now';
import type { TeamMember } from './coach-calls';
import { quietMembers } from './quiet';

/** More than these are behind a button. */
const SHOWN_MAX = 5;

export function QuietCard({ members }: { members: readonly TeamMember[] }) {
  const now = useNow();
  const [isOpen, setOpen] = useState(false);
  const quiet = quietMembers(members, now);
  const hidden = quiet.length - SHOWN_MAX;
  return (
    <section className="card" aria-labelledby="quiet">
      <h2 id="quiet">Who has been quiet</h2>
      {quiet.length === 0 ? (
        <p>Everybody was here in the last three days.</p>
      ) : (
        <p>A few words from you may be all it takes.</p>
      )}
      <ul>
        {(isOpen ? quiet : quiet.slice(0, SHOWN_MAX)).map(({ member: { userId, userName }, lastAt }) => (
          <li
            key={userId}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-hairline py-2 first:border-t-0"
          >
            <Avatar userName={userName} isSmall />
            <p className="min-w-[min(100%,8rem)] flex-1 leading-snug">
              <span className="block font-semibold text-strong">{userName}</span>
              <span className="text-small">
                {lastAt ? `last here ${timeInWords(lastAt, new Date(now))}` : 'has not been here yet'}
              </span>
            </p>
            <Link href={`/messages/person/${userId}`} className="btn">
              <Icon name="message" isSmall />
              Write
              <span className="sr-only"> to {userName}</span>
            </Link>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <button
          type="button"
          className="btn btn-text -mt-2 -mb-3 justify-self-start px-0!"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Show fewer' : `See the other ${hidden}`}
        </button>
      )}
    </section>
  );
}
