// The list of conversations, and the ways to begin one.
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { sentenceOf } from '../api/call';
import { Icon } from '../design/icon';
import { TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import { FriendsHere } from '../people/friends-here';
import { StartTalkDialog } from './start-talk-dialog';
import type { TalkDesk } from './talk-desk';
import { TalkListCard } from './talk-list-card';
import { useTalks } from './use-talks';

export default function MessagesPage({ desk }: { desk: TalkDesk }) {
  const [isStarting, setStarting] = useState(false);
  const { talks, isLoading, error, retry, friends, askingCount } = useTalks(desk);
  useEffect(() => {
    document.title = 'Messages · Kith';
  }, []);
  return (
    <>
      <main id="main" className="main-column pt-6">
        <h1>Messages</h1>
        <div className="flex flex-wrap gap-2">
          <button type="button" className="btn btn-gold phone:w-full" onClick={() => setStarting(true)}>
            <Icon name="plus" isSmall />
            Write to a friend
          </button>
          <Link href="/people" className="btn min-h-14! flex-wrap phone:w-full">
            <Icon name="team" isSmall />
            Friends
            {askingCount > 0 && (
              <span className="text-gold">
                · {askingCount} {askingCount === 1 ? 'asks' : 'ask'} you
              </span>
            )}
          </Link>
        </div>
        {error && talks.length === 0 ? (
          <TryAgain sentence={sentenceOf(error)} onAgain={retry} />
        ) : isLoading ? (
          <FeedSkeleton says="Your conversations are loading." />
        ) : talks.length === 0 ? (
          <p className="card">
            You have no conversations yet. Write to a friend: a few words about your walk are a good beginning.
          </p>
        ) : (
          <TalkListCard talks={talks} />
        )}
        {isStarting && <StartTalkDialog friends={friends} onClose={() => setStarting(false)} />}
      </main>
      <aside className="side-column" aria-label="Friends who are here">
        <FriendsHere friends={friends} />
      </aside>
    </>
  );
}
