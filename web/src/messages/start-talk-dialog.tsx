// Begins a conversation: choose a friend, and write.
import { useState } from 'react';
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Dialog } from '../design/dialog';
import { Icon } from '../design/icon';
import { TextField } from '../design/text-field';
import { useNow } from '../design/use-now';
import type { Acquaintance } from '../people/acquaintance';
import { foundAmong } from '../people/find';
import { hereWords } from '../people/here-words';

interface StartTalkDialogProps {
  friends: readonly Acquaintance[];
  onClose: () => void;
}

/** With fewer friends there is nothing to search. */
const SEARCHED_FROM = 8;

export function StartTalkDialog({ friends, onClose }: StartTalkDialogProps) {
  const [words, setWords] = useState('');
  const now = new Date(useNow());
  const found = foundAmong(friends, words);
  return (
    <Dialog title="Write to a friend" onClose={onClose}>
      <div className="mt-3 grid gap-3">
        {friends.length >= SEARCHED_FROM && (
          <TextField
            label="Name"
            type="search"
            autoComplete="off"
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
        {friends.length === 0 && <p>You have no friends on Kith yet. On the next page you can find some.</p>}
        {friends.length > 0 && found.length === 0 && <p role="status">No friend of yours is called that.</p>}
        <ul className="grid">
          {found.map(({ userId, userName, status, lastSeen }) => (
            <li key={userId} className="border-t border-hairline first:border-t-0">
              <Link
                href={`/messages/person/${userId}`}
                className="flex min-h-16 items-center gap-3 py-2 leading-snug text-body no-underline"
              >
                <Avatar userName={userName} isSmall isOnline={status === 'active'} />
                <span className="min-w-0 flex-1">
                  <span className="block font-semibold text-strong">{userName}</span>
                  <span className="text-small">{hereWords(status, lastSeen, now)}</span>
                </span>
                <Icon name="right" isSmall />
              </Link>
            </li>
          ))}
        </ul>
        <Link href="/people" className="btn min-h-14!">
          <Icon name="search" isSmall />
          Find other people
        </Link>
      </div>
    </Dialog>
  );
}
