// Which page an address names, and the pages, each loaded when it is first opened.
import type { ReactNode } from 'react';
import { useLocation, useRoute } from 'wouter';
import { lazyPart } from '../design/lazy-part';
import { type Talk, talkKey } from '../messages/talk';
import type { PostId, Team, TeamId, User } from '@kith/client';
import { useTalkDesk } from './news-context';
import type { Place } from './ways';

const InboxPage = lazyPart(() => import('../inbox/inbox-page'));
const MessagesPage = lazyPart(() => import('../messages/messages-page'));
const PactPages = lazyPart(() => import('../pact/pact-pages'));
const PeoplePage = lazyPart(() => import('../people/people-page'));
const PostPlace = lazyPart(() => import('../inbox/post-place'));
const TalkPage = lazyPart(() => import('../messages/talk-page'));
const YouPage = lazyPart(() => import('../settings/you-page'));

export type Address =
  | { page: 'team'; team: TeamId | undefined; post: PostId | undefined }
  | { page: 'post'; post: PostId }
  | { page: 'talk'; talk: Talk }
  | { page: 'pacts' | 'messages' | 'people' | 'inbox' | 'you' | 'unknown' };

const PLACE: Record<Address['page'], Place> = {
  team: 'team',
  post: 'inbox',
  pacts: 'pacts',
  talk: 'messages',
  messages: 'messages',
  people: 'messages',
  inbox: 'inbox',
  you: 'you',
  unknown: 'team',
};

/** Where in the navigation a page belongs. */
export const placeOf = ({ page }: Address): Place => PLACE[page];

const PLAIN = ['messages', 'people', 'inbox', 'you'] as const;

export function useAddress(): Address {
  const [path] = useLocation();
  const [isTeam, team] = useRoute('/teams/:team');
  const [isTeamPost, teamPost] = useRoute('/teams/:team/posts/:post');
  const [isPost, post] = useRoute('/posts/:post');
  const [isPacts] = useRoute('/pacts/*?');
  const [isTalk, talk] = useRoute('/messages/:kind/:id');
  if (path === '/') return { page: 'team', team: undefined, post: undefined };
  if (isTeam) return { page: 'team', team: team.team, post: undefined };
  if (isTeamPost) return { page: 'team', team: teamPost.team, post: teamPost.post };
  if (isPost) return { page: 'post', post: post.post };
  if (isTalk && (talk.kind === 'person' || talk.kind === 'forum')) {
    return { page: 'talk', talk: { kind: talk.kind, id: talk.id } };
  }
  if (isPacts) return { page: 'pacts' };
  const plain = PLAIN.find((one) => path === `/${one}`);
  return { page: plain ?? 'unknown' };
}

interface PageProps {
  address: Exclude<Address, { page: 'team' }>;
  me: User;
  teams: readonly Team[];
  /** What is shown for an address that names nothing. */
  dead: ReactNode;
}

/** Every page but the team's own. */
export function Page({ address, me, teams, dead }: PageProps) {
  const desk = useTalkDesk();
  switch (address.page) {
    case 'pacts':
      return <PactPages me={me} />;
    case 'messages':
      return <MessagesPage desk={desk} />;
    case 'talk':
      return <TalkPage key={talkKey(address.talk)} desk={desk} teams={teams} talk={address.talk} />;
    case 'people':
      return <PeoplePage me={me} teams={teams} />;
    case 'inbox':
      return <InboxPage teams={teams} />;
    case 'post':
      return <PostPlace key={address.post} post={address.post} />;
    case 'you':
      return <YouPage me={me} teams={teams} />;
    case 'unknown':
      return dead;
  }
}
