// The components of people, messages, the inbox, the settings and the coach, each in each of its states.
import type { ReactElement } from 'react';
import { GoalsCard } from '../coach/goals-card';
import { QuietCard } from '../coach/quiet-card';
import { EarlierNews } from '../inbox/earlier-news';
import { NewsList } from '../inbox/news-list-card';
import { PinnedNews } from '../inbox/pinned-news';
import { OwnLines } from '../messages/own-lines';
import { TalkComposer } from '../messages/talk-composer';
import { TalkLines } from '../messages/talk-lines';
import { TalkListCard } from '../messages/talk-list-card';
import { BlockedCard } from '../people/blocked-card';
import { FindPeople } from '../people/find-people';
import { FriendsCard } from '../people/friends-card';
import { FriendsHere } from '../people/friends-here';
import { RequestsCard } from '../people/requests-card';
import { DayStartCard } from '../settings/day-start-card';
import { MotionCard } from '../settings/motion-card';
import { NameCard } from '../settings/name-card';
import { TeamsCard } from '../settings/teams-card';
import { TimeZoneCard } from '../settings/time-zone-card';
import type { States } from './states';
import { acquaintance, ago, FRIENDS, LINES, member, news, PIN, STEPS, TALKS, TEAM } from './samples';

/** One component and its states, by name. */
interface Exhibit {
  readonly title: string;
  readonly states: Readonly<Record<string, ReactElement>>;
}

const nothing = (): void => undefined;
const rest = { isBusy: false, isSaved: false, problem: undefined };
const REFUSED = 'Kith cannot be reached right now. Please try again in a moment.';
const ZONES = ['Europe/Lisbon', 'Europe/Amsterdam', 'America/New_York', 'UTC'];

const messages: Exhibit[] = [
  { title: 'List of conversations', states: { some: <TalkListCard talks={TALKS} /> } },
  {
    title: 'Lines',
    states: {
      'two days': <TalkLines lines={LINES} firstNew={undefined} />,
      'something new': <TalkLines lines={LINES} firstNew="m4" />,
    },
  },
  {
    title: 'Own lines',
    states: {
      sending: ownLine('sending'),
      'not sent': ownLine('waiting', REFUSED),
    },
  },
  {
    title: 'Composer',
    states: {
      empty: composer('', 0),
      written: composer('See you at the bandstand!', 0),
      'too long': composer('x'.repeat(2_010), 0),
      'something new below': composer('', 2),
    },
  },
];

const people: Exhibit[] = [
  {
    title: 'Requests',
    states: {
      'asked by one': requests(['Alan Kowalski'], []),
      'asked by two': requests(['Alan Kowalski', 'Josephine Oyelaran-Whittaker'], []),
      'has asked': requests([], ['Sarah']),
    },
  },
  {
    title: 'Friends',
    states: {
      none: <FriendsCard friends={[]} onEnd={nothing} onBlock={nothing} />,
      'here, quiet and away': <FriendsCard friends={FRIENDS} onEnd={nothing} onBlock={nothing} />,
    },
  },
  {
    title: 'Friends here now',
    states: { nobody: <FriendsHere friends={FRIENDS.slice(2)} />, one: <FriendsHere friends={FRIENDS} /> },
  },
  {
    title: 'Find people',
    states: {
      loading: <FindPeople strangers={[]} isLoading onAsk={nothing} />,
      nobody: <FindPeople strangers={[]} isLoading={false} onAsk={nothing} />,
      many: (
        <FindPeople
          strangers={Array.from({ length: 12 }, (_, index) => ({
            userId: `u${index}`,
            userName: `Person ${index + 1}`,
            teamName: TEAM.name,
          }))}
          isLoading={false}
          onAsk={nothing}
        />
      ),
    },
  },
  {
    title: 'Blocked',
    states: { one: <BlockedCard blocked={[acquaintance('A Stranger', 'blocked')]} onUnblock={nothing} /> },
  },
];

const inbox: Exhibit[] = [
  {
    title: 'Inbox',
    states: {
      empty: <NewsList news={[]} unreadCount={0} onRead={nothing} onAllRead={nothing} />,
      'on a phone, with what is pinned': (
        <NewsList
          news={everyKind()}
          unreadCount={3}
          onRead={nothing}
          onAllRead={nothing}
          between={<PinnedNews pins={[PIN]} teams={[TEAM]} />}
        />
      ),
      'every kind': <NewsList news={everyKind()} unreadCount={3} onRead={nothing} onAllRead={nothing} />,
    },
  },
  {
    title: 'Earlier news',
    states: {
      more: <EarlierNews hasMore isLoading={false} problem={undefined} onShow={nothing} />,
      loading: <EarlierNews hasMore isLoading problem={undefined} onShow={nothing} />,
      refused: <EarlierNews hasMore isLoading={false} problem={REFUSED} onShow={nothing} />,
      'no more': <EarlierNews hasMore={false} isLoading={false} problem={undefined} onShow={nothing} />,
    },
  },
  { title: 'Pinned', states: { one: <PinnedNews pins={[PIN]} teams={[TEAM]} /> } },
];

const settings: Exhibit[] = [
  {
    title: 'Name',
    states: {
      rest: <NameCard me={{ userName: 'Ruth Abernathy' }} onSave={nothing} {...rest} />,
      refused: <NameCard me={{ userName: 'Ruth Abernathy' }} onSave={nothing} {...rest} problem={REFUSED} />,
    },
  },
  {
    title: 'Time zone',
    states: {
      'not set': zone('UTC', {}),
      set: zone('Europe/Lisbon', {}),
      travelling: zone('America/New_York', {}),
      saving: zone('Europe/Lisbon', { isBusy: true }),
      refused: zone('UTC', { problem: REFUSED }),
    },
  },
  {
    title: 'Start of the day',
    states: {
      'at four': dayStart(4, {}),
      'at midnight': dayStart(0, {}),
      'at noon': dayStart(12, { isSaved: true }),
      saving: dayStart(5, { isBusy: true }),
      refused: dayStart(4, { problem: REFUSED }),
    },
  },
  {
    title: 'Motion',
    states: {
      off: <MotionCard isCalm={false} isDeviceCalm={false} onChange={nothing} />,
      on: <MotionCard isCalm isDeviceCalm={false} onChange={nothing} />,
      'by the device': <MotionCard isCalm isDeviceCalm onChange={nothing} />,
    },
  },
  { title: 'Teams', states: { none: <TeamsCard teams={[]} />, one: <TeamsCard teams={[TEAM]} /> } },
];

const coach: Exhibit[] = [
  {
    title: 'Goals',
    states: {
      none: <GoalsCard counters={[]} onSet={nothing} />,
      one: <GoalsCard counters={[STEPS]} onSet={nothing} />,
      'all reached': <GoalsCard counters={[{ name: 'steps', total: 120_000, unit: 'steps' }]} onSet={nothing} />,
    },
  },
  {
    title: 'Who has been quiet',
    states: {
      nobody: <QuietCard members={[member('Ruth', ago(60))]} />,
      some: <QuietCard members={[member('Walter Kim', ago(6_000)), member('Alan Kowalski')]} />,
    },
  },
];

export default [...messages, ...people, ...inbox, ...settings, ...coach].map(({ title, states }): States => ({
  title,
  states: Object.entries(states).map(([name, element]) => ({ name, element })),
}));

function ownLine(state: 'sending' | 'waiting', why?: string): ReactElement {
  const waiting = [{ clientId: 'c1', body: 'See you at the bandstand!', state, ...(why !== undefined && { why }) }];
  return <OwnLines waiting={waiting} onAgain={nothing} onEdit={nothing} />;
}

function composer(draft: string, fresh: number): ReactElement {
  const to = { name: 'Margaret Oduya', onDraft: nothing, onSend: nothing, onShowFresh: nothing };
  return <TalkComposer {...to} draft={draft} fresh={fresh} />;
}

function requests(asking: string[], asked: string[]): ReactElement {
  return (
    <RequestsCard
      asking={asking.map((name) => acquaintance(name, 'asking'))}
      asked={asked.map((name) => acquaintance(name, 'asked'))}
      onAccept={nothing}
      onDeny={nothing}
      onBlock={nothing}
    />
  );
}

function zone(set: string, more: object): ReactElement {
  return <TimeZoneCard zone={set} deviceZone="Europe/Lisbon" zones={ZONES} onChoose={nothing} {...rest} {...more} />;
}

function dayStart(startsAt: number, more: object): ReactElement {
  return <DayStartCard startsAt={startsAt} zone="Europe/Lisbon" onChoose={nothing} {...rest} {...more} />;
}

function everyKind() {
  const own = { userId: 'ruth', userName: 'Ruth', habitName: 'A walk', streakDays: 30 };
  return [
    news(1, 'CONNECTION_REQUEST_RECEIVED', true),
    news(2, 'NEW_DM_RECEIVED', true),
    news(3, 'STREAK_AT_RISK', true, own),
    news(4, 'NEW_REACTION_RECEIVED', false),
    news(5, 'CONNECTION_REQUEST_ACCEPTED', false),
    news(6, 'PACT_INVITATION_RECEIVED', false, { habitName: 'A walk' }),
    news(7, 'PARTNER_CHECKED_IN', false, { habitName: 'A walk', streakDays: 12 }),
    news(8, 'PARTNER_CELEBRATED', false, { message: 'Well done, you!' }),
    news(9, 'STREAK_MILESTONE', false, own),
    news(10, 'ACHIEVEMENT_UNLOCKED', false, { ...own, achievement: 'accountability_kept_1' }),
    news(11, 'SOMETHING_NEW', false),
  ];
}
