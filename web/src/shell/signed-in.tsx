// Everything behind the sign-in: finds the person's teams, keeps the chosen one open, and shows the page that the
// address names.
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect } from 'react';
import { useLocation } from 'wouter';
import { JoinWithCode, StartTeam } from '../account/no-team-page';
import { useRenewal } from '../account/use-renewal';
import { fetchMe } from '../api/account-calls';
import { sentenceOf } from '../api/call';
import { useAnnouncement } from '../design/announcer';
import { lazyPart } from '../design/lazy-part';
import { TryAgain } from '../design/notice';
import { FeedSkeleton } from '../design/skeleton';
import { useInbox } from '../inbox/use-inbox';
import { LiveProvider } from '../live/live-context';
import { useUnreadTalks } from '../messages/use-talks';
import type { Me, Team, TeamId, User } from '@kith/client';
import { OfflineStrip } from '../offline/strip';
import { LivePactWire } from '../pact/pact-wire';
import { TeamProvider } from '../team/desk-context';
import { keys } from '../team/keys';
import { Rail, Tabs } from './navigation';
import { NewsProvider, useTalkDesk } from './news-context';
import { PactsInRail } from './pacts-in-rail';
import { PageBoundary } from './page-boundary';
import { type Address, Page, placeOf, useAddress } from './pages';
import type { Counts, Place } from './ways';

const loadTeamPage = (): Promise<typeof import('../team/team-page')> => import('../team/team-page');
const TeamPage = lazyPart(loadTeamPage);

const LAST_TEAM = 'kith.team';

export function SignedIn() {
  useRenewal();
  // Under way while it is asked who this is.
  useEffect(() => void loadTeamPage().catch(() => undefined), []);
  const me = useQuery({ queryKey: keys.me, queryFn: fetchMe });
  if (me.data) {
    return (
      <LiveProvider>
        <NewsProvider me={me.data.user}>
          <LivePactWire>
            <Home me={me.data} />
          </LivePactWire>
        </NewsProvider>
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
  const address = useAddress();
  const named = address.page === 'team' ? address.team : undefined;
  const team = chooseTeam(teams, named);
  useEffect(() => {
    if (team) localStorage.setItem(LAST_TEAM, team.id);
  }, [team]);
  useTop(address);

  const page =
    address.page !== 'team' ? (
      <Page address={address} me={user} teams={teams} dead={<Dead sentence="There is no such page." />} />
    ) : team ? (
      <TeamPage key={team.id} spotlight={address.post} />
    ) : teams.length > 0 ? (
      <Dead sentence="This team is not one of yours. Ask its coach for an invitation." />
    ) : (
      <NoTeam name={user.userName} />
    );

  const framed = (
    <Frame me={user} teams={teams} current={team?.id} place={placeOf(address)}>
      <PageBoundary>
        <Suspense fallback={<PageSkeleton />}>{page}</Suspense>
      </PageBoundary>
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

interface FrameProps {
  me: User;
  teams: readonly Team[];
  current: TeamId | undefined;
  place: Place;
  children: ReactNode;
}

function Frame({ me, children, ...navigation }: FrameProps) {
  const announcement = useAnnouncement();
  const counts = useCounts();
  return (
    <>
      <a
        href="#main"
        className="btn btn-gold sr-only focus:not-sr-only focus:fixed! focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to the page
      </a>
      <div className="shell">
        <Rail {...navigation} userName={me.userName} counts={counts}>
          <PactsInRail me={me} />
        </Rail>
        {children}
      </div>
      <OfflineStrip />
      <Tabs place={navigation.place} counts={counts} />
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </>
  );
}

function useCounts(): Counts {
  const { unreadCount } = useInbox();
  return { messages: useUnreadTalks(useTalkDesk()), inbox: unreadCount };
}

/** Another page begins at its top; a conversation goes to its newest line by itself. */
function useTop(address: Address): void {
  const { page } = address;
  useEffect(() => {
    if (page !== 'talk') globalThis.scrollTo({ top: 0, behavior: 'instant' });
  }, [page]);
}

function PageSkeleton() {
  return (
    <main id="main" className="main-column py-6">
      <FeedSkeleton says="The page is loading." />
    </main>
  );
}

/** The named team if it is one of theirs; without a name the one opened last, or their first. */
function chooseTeam(teams: readonly Team[], named: TeamId | undefined): Team | undefined {
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
