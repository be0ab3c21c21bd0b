// The names under which the answers of the server are kept.
import type { PostId, TeamId } from '@kith/client';

export const keys = {
  me: ['me'] as const,
  feed: (team: TeamId) => ['feed', team] as const,
  pins: (team: TeamId) => ['pins', team] as const,
  post: (post: PostId) => ['post', post] as const,
  presence: (team: TeamId) => ['presence', team] as const,
  counters: (team: TeamId) => ['counters', team] as const,
  ticker: ['ticker'] as const,
  invite: (code: string) => ['invite', code] as const,
};
