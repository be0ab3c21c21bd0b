// The calls about teams: the feed, pins, likes, counters, and what is polled while there is no live connection.
import type {
  Counter,
  CounterDelta,
  Counters,
  CounterTotal,
  Liked,
  NewPost,
  NewPosts,
  NewTeam,
  Person,
  Post,
  PostBody,
  PostId,
  Posts,
  Presence,
  Reaction,
  Reactions,
  Team,
  TeamBody,
  TeamId,
  Teams,
  Thresholds,
  Ticker,
} from '../protocol/types.ts';
import { type Call, query } from './call.ts';

/** Entries a page, of whatever comes in pages. */
export const PAGE_SIZE = 20;

export const teamCalls = (call: Call) => ({
  fetchTeams: async (): Promise<Team[]> => (await call<Teams>('GET', '/teams')).teams,
  fetchTeam: async (team: TeamId): Promise<Team> => (await call<TeamBody>('GET', `/teams/${team}`)).team,
  /** Coaches first. */
  fetchMembers: async (team: TeamId): Promise<Person[]> =>
    (await call<{ members: Person[] }>('GET', `/teams/${team}/members`)).members,
  createTeam: (team: NewTeam) => call<TeamBody>('POST', '/teams', team),
  fetchPresence: (team: TeamId) => call<Presence>('GET', `/teams/${team}/presence`),

  /** A page of the feed, newest first; `before` is the `next` of the page before. */
  fetchPosts: (team: TeamId, before?: string, limit = PAGE_SIZE) =>
    call<Posts>('GET', `/teams/${team}/posts${query({ limit, before })}`),
  fetchNewPosts: (team: TeamId, since: number) => call<NewPosts>('GET', `/teams/${team}/posts/new${query({ since })}`),
  fetchPins: async (team: TeamId): Promise<Post[]> => (await call<Posts>('GET', `/teams/${team}/pins`)).posts,
  fetchPost: async (post: PostId): Promise<Post> => (await call<PostBody>('GET', `/posts/${post}`)).post,
  fetchReactions: async (post: PostId): Promise<Reaction[]> =>
    (await call<Reactions>('GET', `/posts/${post}/reactions`)).reactions,
  /** The same `clientId` again answers with the same post. */
  writePost: async (team: TeamId, post: NewPost): Promise<Post> =>
    (await call<PostBody>('POST', `/teams/${team}/posts`, post)).post,
  setLike: (post: PostId, liked: boolean) => call<Liked>(liked ? 'PUT' : 'DELETE', `/posts/${post}/like`),
  /** For coaches. */
  setPin: (post: PostId, pinned: boolean) => call<unknown>(pinned ? 'POST' : 'DELETE', `/posts/${post}/pin`),

  fetchCounters: async (team: TeamId): Promise<Counter[]> =>
    (await call<Counters>('GET', `/teams/${team}/counters`)).counters,
  /** The same `clientId` again adds nothing. */
  addToCounter: (team: TeamId, name: string, delta: CounterDelta) =>
    call<CounterTotal>('POST', `/teams/${team}/counters/${encodeURIComponent(name)}`, delta),
  /** For coaches. */
  setThresholds: (team: TeamId, name: string, thresholds: Thresholds) =>
    call<unknown>('PUT', `/teams/${team}/counters/${encodeURIComponent(name)}/thresholds`, thresholds),
  fetchTicker: async (): Promise<Ticker | null> => (await call<{ ticker: Ticker | null }>('GET', '/ticker')).ticker,
});
