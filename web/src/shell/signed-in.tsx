// Everything behind the sign-in: finds the person's teams, keeps the chosen one open, and shows the page that the
// address names.
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useLocation, useRoute } from 'wouter';
import { JoinWithCode, StartTeam } from '../account/no-team-page';
import { useRenewal } from '../account/use-renewal';
import { fetchMe } from '../api/account-calls';
import { sentenceOf } from '../api/call';
import { useAnnouncement } from '../design/announcer';
import { TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import { LiveProvider } from '../live/live-context';
import { OfflineStrip } from '../offline/strip';
import type { Me, PostId, Team, TeamId } from '../protocol/types';
import { TeamProvider } from '../team/desk-context';
import { keys } from '../team/keys';
import { Rail, Tabs } from './navigation';
import { YouPage } from './you-page';

const loadTeamPage = (): Promise<typeof import('../team/team-page')> => import('../team/team-page');
const TeamPage = lazy(loadTeamPage);

const LAST_TEAM = 'kith.team';

export function SignedIn() {
  useRenewal();
  // Under way while it is asked who this is.
  useEffect(() => void loadTeamPage(), []);
  const me = useQuery({ queryKey: keys.me, queryFn: fetchMe });
  if (me.data) {
    return (
      <LiveProvider>
        <Home me={me.data} />
      </LiveProvider>
    );
  }
  return (
    <main id="main" className="mx-auto grid max-w-[37rem] gap-4 px-4 py-8">
      {me.error ? (
        <TryAgain sentence={sentenceOf(me.error)} isBusy={me.isFetching} onAgain={() => void me.refetch()} />
      ) : (
        <FeedSkeleton />
      )}
    </main>
  );
}

function Home({ me: { user, teams } }: { me: Me }) {
  const place = usePlace();
  const team = chooseTeam(teams, place.team);
  useEffect(() => {
    if (team) localStorage.setItem(LAST_TEAM, team.id);
  }, [team]);

  const page = place.isYou ? (
    <YouPage me={user} teams={teams} />
  ) : place.isUnknown ? (
    <Dead sentence="There is no such page." />
  ) : team ? (
    <Suspense
      fallback={
        <main id="main" className="main-column py-6">
          <FeedSkeleton />
        </main>
      }
    >
      <TeamPage key={team.id} spotlight={place.post} />
    </Suspense>
  ) : teams.length > 0 ? (
    <Dead sentence="This team is not one of yours. Ask its coach for an invitation." />
  ) : (
    <NoTeam name={user.userName} />
  );

  const framed = (
    <Frame
      rail={<Rail me={user} teams={teams} current={team?.id} place={place.isYou ? 'you' : 'team'} />}
      place={place.isYou ? 'you' : 'team'}
    >
      {page}
    </Frame>
  );
  return team ? (
    <TeamProvider key={team.id} team={team} me={user}>
      {framed}
    </TeamProvider>
  ) : (
    framed
  );
}

function Frame({ rail, place, children }: { rail: ReactNode; place: 'team' | 'you'; children: ReactNode }) {
  const announcement = useAnnouncement();
  return (
    <>
      <a
        href="#main"
        className="btn btn-gold sr-only focus:not-sr-only focus:fixed! focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to the page
      </a>
      <div className="shell">
        {rail}
        {children}
      </div>
      <OfflineStrip />
      <Tabs place={place} />
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </>
  );
}

interface Place {
  isYou: boolean;
  isUnknown: boolean;
  team: TeamId | undefined;
  post: PostId | undefined;
}

function usePlace(): Place {
  const [path] = useLocation();
  const [isYou] = useRoute('/you');
  const [isTeam, team] = useRoute('/teams/:team');
  const [isPost, post] = useRoute('/teams/:team/posts/:post');
  return {
    isYou,
    isUnknown: !isYou && !isTeam && !isPost && path !== '/',
    team: team?.team ?? post?.team,
    post: post?.post,
  };
}

/** The named team if it is one of theirs; without a name the one opened last, or their first. */
function chooseTeam(teams: Team[], named: TeamId | undefined): Team | undefined {
  if (named !== undefined) return teams.find((team) => team.id === named);
  const last = localStorage.getItem(LAST_TEAM);
  return teams.find((team) => team.id === last) ?? teams[0];
}

function NoTeam({ name }: { name: string }) {
  return (
    <main id="main" className="main-column py-6">
      <h1>Welcome, {name}</h1>
      <p>Kith is better with company. How do you want to begin?</p>
      <JoinWithCode />
      <StartTeam />
    </main>
  );
}

function Dead({ sentence }: { sentence: string }) {
  const [, navigate] = useLocation();
  return (
    <main id="main" className="main-column py-6">
      <h1>Nothing here</h1>
      <p>{sentence}</p>
      <button type="button" className="btn justify-self-start" onClick={() => navigate('/')}>
        Go to your team
      </button>
    </main>
  );
}
