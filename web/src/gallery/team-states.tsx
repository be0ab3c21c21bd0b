// The parts of the team page in every state.
import type { ReactElement } from 'react';
import { CheerRow } from '../team/cheer-row';
import { Composer } from '../team/composer';
import { CountersCard } from '../team/counters-card';
import { Feed } from '../team/feed';
import { HereNow } from '../team/here-now';
import InviteDialog from '../team/invite-dialog';
import { NewPostsPill } from '../team/new-posts-pill';
import { PinToast } from '../team/pin-toast';
import { AlsoPinned, PinnedCard } from '../team/pinned-card';
import { PostCard } from '../team/post-card';
import { Spotlight } from '../team/spotlight';
import TeamPage from '../team/team-page';
import { TeamHead } from '../team/team-head';
import { TickerLine } from '../team/ticker-line';
import type { Post, Role, ServerMessage } from '@kith/client';
import { people, pinned, post, WIN } from './posts';
import { joined, Scene } from './scene';
import { never, refused } from './scripted-server';
import type { State, States } from './states';

const nothing = (): void => undefined;
const pages = (posts: Post[], next: string | null = null): object => ({ posts, next });
const feed = <Feed onPin={undefined} onEdit={nothing} sought={undefined} />;

interface Setting {
  role?: Role;
  answers?: (team: string) => Record<string, object>;
  /** How many are here; without it there is no connection. */
  here?: number;
  heard?: (team: string) => ServerMessage[];
  win?: boolean;
  coversAll?: boolean;
}

function state(name: string, setting: Setting, element: ReactElement): State {
  // It stands in addresses.
  const teamId = name.replaceAll(/\W+/g, '-');
  const coaches = setting.here !== undefined && setting.here > 1 ? ['Sarah'] : [];
  const presence = { count: setting.here ?? 0, activeCoaches: coaches, here: people(Math.min(setting.here ?? 0, 14)) };
  const told =
    setting.here === undefined
      ? {}
      : { joined: [joined(teamId, presence, setting.win ? WIN : undefined), ...(setting.heard?.(teamId) ?? [])] };
  const answers = setting.answers ? { answers: setting.answers(teamId) } : {};
  return {
    name,
    coversAll: setting.coversAll ?? false,
    element: (
      <Scene teamId={teamId} role={setting.role ?? 'member'} script={{ ...answers, ...told }}>
        {element}
      </Scene>
    ),
  };
}

const cheers = (teamId: string): ServerMessage[] =>
  ['Alan Kowalski', 'Walter', 'Josephine'].map((userName) => ({
    type: 'LIVE_CHEER',
    teamId,
    userId: userName,
    userName,
    icon: 'heart',
  }));

const newPosts =
  (count: number) =>
  (teamId: string): ServerMessage[] =>
    Array.from({ length: count }, (_, index) => ({
      type: 'NEW_POST',
      teamId,
      postId: `new-${index}`,
      seq: 11 + index,
      authorId: 'alan',
    }));

const card = (number: number, change: Partial<Post> = {}, onPin?: () => void) => (
  <PostCard post={post(number, change)} onPin={onPin} place={1} of={1} />
);

const states: State[] = [
  state('Head, alone', { here: 1 }, <TeamHead />),
  state('Head, with many and a coach', { here: 1_204, role: 'coach' }, <TeamHead />),
  state('Head, without a connection', {}, <TeamHead />),
  state('Shared win, none yet', { here: 1 }, <TickerLine />),
  state('Shared win', { here: 1, win: true }, <TickerLine />),
  state('Composer, empty', { here: 1 }, <Composer draft="" onDraft={nothing} />),
  state('Composer, written', { here: 1 }, <Composer draft={'Half past nine\nat the bandstand?'} onDraft={nothing} />),
  state('Composer, too long', { here: 1 }, <Composer draft={'walk '.repeat(810)} onDraft={nothing} />),
  state('Cheers, at rest', { here: 5 }, <CheerRow />),
  state('Cheers, three cheered', { here: 5, heard: cheers }, <CheerRow />),
  state('Cheers, without a connection', {}, <CheerRow />),
  state('New posts, one', { here: 2, heard: newPosts(1) }, <NewPostsPill onShow={nothing} />),
  state('New posts, many', { here: 2, heard: newPosts(25) }, <NewPostsPill onShow={nothing} />),
  state('Post', {}, card(1)),
  state('Post, long and liked', {}, card(6)),
  state('Post, for a coach', { role: 'coach' }, card(2, { authorRole: 'coach', authorName: 'Sarah' }, nothing)),
  state('Post, pinned, for a coach', { role: 'coach' }, card(3, { pinned: true }, nothing)),
  state(
    'Post, of a long name',
    {},
    card(4, { authorName: 'Bartholomew Featherstonehaugh-Montgomery', likeCount: 12_345 }),
  ),
  state('Pinned, one', {}, <PinnedCard posts={[pinned(1)]} onPin={undefined} />),
  state('Pinned, three, for a coach', {}, <PinnedCard posts={[pinned(2), pinned(3), pinned(4)]} onPin={nothing} />),
  state('Pinned, the others', {}, <AlsoPinned posts={[pinned(1), pinned(2), pinned(3)]} />),
  state('Toast of a pin', {}, <PinToast posts={[pinned(2)]} onClose={nothing} />),
  state('Toast of two pins', {}, <PinToast posts={[pinned(2), pinned(3)]} onClose={nothing} />),
  state('Here now, three', { here: 3 }, <HereNow />),
  state('Here now, many', { here: 12 }, <HereNow />),
  state('Counter, on its way', { answers: (team) => counters(team, { nextThreshold: 250_000 }) }, <CountersCard />),
  state('Counter, without a goal', { answers: (team) => counters(team, {}) }, <CountersCard />),
  state('Feed, loading', { answers: (team) => ({ [`/teams/${team}/posts`]: never }) }, feed),
  state('Feed, failed', { answers: (team) => ({ [`/teams/${team}/posts`]: refused('Kith is busy.') }) }, feed),
  state('Feed, empty', { here: 1 }, feed),
  state('Feed, empty, for a coach', { here: 1, role: 'coach' }, feed),
  state('Feed', { here: 1, answers: (team) => ({ [`/teams/${team}/posts`]: pages(many(5), 'more') }) }, feed),
  state('Spotlight', { answers: () => ({ '/posts/p7': { post: pinned(7) } }) }, <Spotlight postId="p7" />),
  state(
    'Spotlight, gone',
    { answers: () => ({ '/posts/p8': refused('There is no such post.', 404) }) },
    <Spotlight postId="p8" />,
  ),
  state('Invitation', { role: 'coach', coversAll: true }, <InviteDialog onClose={nothing} />),
  state(
    'Whole page',
    {
      here: 12,
      win: true,
      role: 'coach',
      coversAll: true,
      answers: (team) => ({
        ...counters(team, { nextThreshold: 250_000 }),
        [`/teams/${team}/posts`]: pages(many(8)),
        [`/teams/${team}/pins`]: pages([pinned(11), pinned(12)]),
      }),
    },
    <TeamPage spotlight={undefined} />,
  ),
];

function many(count: number): Post[] {
  return Array.from({ length: count }, (_, index) => post(20 - index));
}

function counters(team: string, goal: { nextThreshold?: number }): Record<string, object> {
  return { [`/teams/${team}/counters`]: { counters: [{ name: 'steps', unit: 'steps', total: 131_600, ...goal }] } };
}

export default { title: 'Team', states } satisfies States;
