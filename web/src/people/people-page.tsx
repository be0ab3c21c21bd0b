// The people page: who asks, who is a friend and who of them is here, whom one can find, and whom one has blocked.
import { useQueries } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { sentenceOf } from '../api/call';
import { Icon } from '../design/icon';
import { Problem, TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import type { Team, User, UserId } from '@kith/client';
import { friendsOf } from './acquaintance';
import { BlockedCard } from './blocked-card';
import { FindPeople } from './find-people';
import { strangersOf } from './find';
import { FriendsCard } from './friends-card';
import { fetchTeamPeople, peopleKeys } from './people-calls';
import { RequestsCard } from './requests-card';
import { type Deed, usePeople, usePeopleDeeds } from './use-people';

/** In so many teams people are looked for. */
const TEAMS_MAX = 10;

interface PeoplePageProps {
  me: User;
  teams: readonly Team[];
}

export default function PeoplePage({ me, teams }: PeoplePageProps) {
  const { people, data, error, isFetching, refetch } = usePeople(me.id);
  const deeds = usePeopleDeeds();
  const inTeams = useTeamPeople(teams);
  useEffect(() => {
    document.title = 'Friends · Kith';
  }, []);

  const standing = (wanted: string) => people.filter((one) => one.standing === wanted);
  const wish = (wanted: Deed['wish']) => (userId: UserId) => deeds.act({ userId, wish: wanted });
  return (
    <>
      <main id="main" className="main-column pt-6">
        <Link href="/messages" className="btn btn-text -mb-2 -ml-2 justify-self-start">
          <Icon name="left" isSmall />
          All messages
        </Link>
        <h1>Friends</h1>
        {deeds.problem !== undefined && <Problem>{deeds.problem}</Problem>}
        {error && !data && <TryAgain sentence={sentenceOf(error)} isBusy={isFetching} onAgain={() => void refetch()} />}
        {!data && !error && <FeedSkeleton says="Your friends are loading." />}
        {data && (
          <>
            <RequestsCard
              asking={standing('asking')}
              asked={standing('asked')}
              onAccept={wish('complete')}
              onDeny={wish('denied')}
              onBlock={wish('blocked')}
            />
            <FriendsCard friends={friendsOf(people)} onEnd={wish('denied')} onBlock={wish('blocked')} />
          </>
        )}
      </main>
      <aside className="side-column" aria-label="Other people">
        {data && (
          <>
            <FindPeople
              strangers={strangersOf(inTeams.found, people, me.id)}
              isLoading={inTeams.isLoading}
              onAsk={wish('ask')}
            />
            <BlockedCard blocked={standing('blocked')} onUnblock={wish('denied')} />
          </>
        )}
      </aside>
    </>
  );
}

function useTeamPeople(teams: readonly Team[]) {
  const asked = teams.slice(0, TEAMS_MAX);
  const answers = useQueries({
    queries: asked.map(({ id }) => ({
      queryKey: peopleKeys.team(id),
      queryFn: () => fetchTeamPeople(id),
      // Whoever has joined since can be found too.
      staleTime: 0,
    })),
  });
  const found = asked.map((team, index) => ({ team, people: answers[index]?.data ?? [] }));
  return { found, isLoading: answers.some(({ isPending }) => isPending) };
}
