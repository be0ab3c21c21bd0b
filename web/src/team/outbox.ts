// The reader's own posts to one team, on their way to the server.
import type { Outbox, Post, TeamId } from '@kith/client';
import { OwnWords } from '../live/own-words';

/** `sent` is told each post that the server has taken. */
export function ownPostsTo(team: TeamId, outbox: Outbox, sent: (post: Post) => void): OwnWords {
  return new OwnWords(outbox, {
    deedOf: (body) => ({ kind: 'post', teamId: team, body }),
    bodyOf: (deed) => (deed.kind === 'post' && deed.teamId === team ? deed.body : undefined),
    sent: (answer) => sent(answer as Post),
  });
}
