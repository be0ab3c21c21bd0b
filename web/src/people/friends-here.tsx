// The friends who are here now, each a way to write to them.
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import type { Acquaintance } from './acquaintance';

export function FriendsHere({ friends }: { friends: readonly Acquaintance[] }) {
  const here = friends.filter(({ status }) => status === 'active');
  if (friends.length === 0) return null;
  return (
    <section className="card" aria-labelledby="friends-here">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="friends-here">Friends here now</h2>
        {here.length > 0 && (
          <p className="flex items-center gap-3">
            <span className="dot" aria-hidden="true" />
            {here.length} online
          </p>
        )}
      </div>
      {here.length === 0 && <p>None of your friends is here right now. What you write waits for them.</p>}
      <ul>
        {here.map(({ userId, userName }) => (
          <li key={userId}>
            <Link
              href={`/messages/person/${userId}`}
              className="flex min-h-14 items-center gap-3 py-1 leading-tight text-strong no-underline"
            >
              <Avatar userName={userName} isSmall isOnline />
              <span className="min-w-0 flex-1">{userName}</span>
              <Icon name="message" isSmall />
              <span className="sr-only">Write</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
