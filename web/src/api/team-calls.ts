// The calls of the team page: the feed, pins, likes, and what is polled while there is no live connection.
import type {
  Counter,
  Counters,
  Liked,
  NewPost,
  NewPosts,
  Post,
  PostBody,
  PostId,
  Posts,
  Presence,
  TeamId,
  Ticker,
} from '../protocol/types';
import { call } from './call';

/** Posts a page. */
export const PAGE_SIZE = 20;

/** A page of the feed, newest first; `before` is the `next` of the page before. */
export function fetchPosts(team: TeamId, before?: string, limit = PAGE_SIZE): Promise<Posts> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (before !== undefined) query.set('before', before);
  return call('GET', `/teams/${team}/posts?${query}`);
}

export const fetchNewPosts = (team: TeamId, since: number): Promise<NewPosts> =>
  call('GET', `/teams/${team}/posts/new?since=${since}`);

export const fetchPins = async (team: TeamId): Promise<Post[]> =>
  (await call<Posts>('GET', `/teams/${team}/pins`)).posts;

export const fetchPost = async (post: PostId): Promise<Post> => (await call<PostBody>('GET', `/posts/${post}`)).post;

export const writePost = async (team: TeamId, post: NewPost): Promise<Post> =>
  (await call<PostBody>('POST', `/teams/${team}/posts`, post)).post;

export const setLike = (post: PostId, liked: boolean): Promise<Liked> =>
  call(liked ? 'PUT' : 'DELETE', `/posts/${post}/like`);

export const setPin = (post: PostId, pinned: boolean): Promise<unknown> =>
  call(pinned ? 'POST' : 'DELETE', `/posts/${post}/pin`);

export const fetchPresence = (team: TeamId): Promise<Presence> => call('GET', `/teams/${team}/presence`);

export const fetchCounters = async (team: TeamId): Promise<Counter[]> =>
  (await call<Counters>('GET', `/teams/${team}/counters`)).counters;

export const fetchTicker = async (): Promise<Ticker | null> =>
  (await call<{ ticker: Ticker | null }>('GET', '/ticker')).ticker;
