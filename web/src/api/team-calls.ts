// The calls of the team page, with the token of who is signed in here.
import { api } from './call';

export { PAGE_SIZE } from '@kith/client';

export const {
  fetchPosts,
  fetchNewPosts,
  fetchPins,
  fetchPost,
  writePost,
  setLike,
  setPin,
  fetchPresence,
  fetchCounters,
  fetchTicker,
} = api.teams;
