// Finding somebody: the people of the reader's teams, narrowed by what is typed.
import { useState } from 'react';
import { Link } from 'wouter';
import { Icon } from '../design/icon';
import { TextField } from '../design/text-field';
import type { UserId } from '@kith/client';
import { foundAmong, type Stranger } from './find';
import { PersonRow } from './person-row';

interface FindPeopleProps {
  /** People of the reader's teams with whom nothing stands yet. */
  strangers: readonly Stranger[];
  isLoading: boolean;
  onAsk: (user: UserId) => void;
}

/** More than these are asked to be narrowed. */
const SHOWN_MAX = 8;

export function FindPeople({ strangers, isLoading, onAsk }: FindPeopleProps) {
  const [words, setWords] = useState('');
  const found = foundAmong(strangers, words);
  const hidden = found.length - SHOWN_MAX;
  return (
    <section className="card gap-4!" aria-labelledby="find-people">
      <h2 id="find-people">Find people</h2>
      <TextField
        label="Name"
        hint="Everybody of your teams can be found here."
        type="search"
        autoComplete="off"
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <p role="status" className="empty:hidden">
        {isLoading && 'The people of your teams are loading.'}
        {!isLoading && found.length === 0 && nobodyFound(words)}
        {hidden > 0 && `${found.length} people fit. Write more of the name to see fewer.`}
      </p>
      <ul>
        {found.slice(0, SHOWN_MAX).map(({ userId, userName, teamName }) => (
          <PersonRow key={userId} userName={userName} line={teamName}>
            <button type="button" className="btn" onClick={() => onAsk(userId)}>
              <Icon name="invite" isSmall />
              Ask to be friends
              <span className="sr-only"> with {userName}</span>
            </button>
            <Link href={`/messages/person/${userId}`} className="btn btn-text">
              Write
              <span className="sr-only"> to {userName}</span>
            </Link>
          </PersonRow>
        ))}
      </ul>
    </section>
  );
}

function nobodyFound(words: string): string {
  return words.trim() === ''
    ? 'You know everybody of your teams already.'
    : `Nobody of your teams is called “${words.trim()}”. Friends of yours stand above.`;
}
