// All that the page needs of one open team, put together once: the room, the posts, the likes and the reader's own
// posts on their way.
import type { QueryClient } from '@tanstack/react-query';
import type { OwnWords } from '../live/own-words';
import type { LiveConnection, Outbox, Team, User } from '@kith/client';
import { FeedCache } from './feed-cache';
import { Likes } from './likes';
import { ownPostsTo } from './outbox';
import { TeamRoom } from './room';

export interface TeamDesk {
  readonly team: Team;
  readonly me: User;
  readonly feed: FeedCache;
  readonly likes: Likes;
  readonly outbox: OwnWords;
  readonly room: TeamRoom;
  /** Asks the server how many posts wait. */
  countNew(): Promise<void>;
}

export interface DeskTools {
  readonly connection: LiveConnection;
  /** What the reader does, on its way. */
  readonly ownOutbox: Outbox;
  readonly client: QueryClient;
}

export function openDesk(team: Team, me: User, { connection, ownOutbox, client }: DeskTools): TeamDesk {
  const feed = new FeedCache(client, team.id, me.id, (seq) => room.ownShown(seq));
  const likes = new Likes(ownOutbox, {
    settle: (liked) => feed.setLike(liked),
    reload: (post) => void feed.reload(post).catch(ignoreOutage),
  });
  const outbox = ownPostsTo(team.id, ownOutbox, (post) => feed.addOwn(post));
  const countNew = async (): Promise<void> => {
    if (!feed.isLoaded) return;
    const counted = await feed.countNew(room.get().waiting.base);
    room.postsCounted(counted, feed.ownSeqs);
  };
  const room = new TeamRoom(team.id, me.id, connection, {
    likesChanged: (post, likeCount) => {
      if (!likes.hear(post, likeCount)) feed.setLikeCount(post, likeCount);
    },
    pinsChanged: () => void feed.refetchPins(),
    ownPostHeard: (post) =>
      void outbox
        .settled()
        .then(() => feed.fetchOwn(post))
        .catch(ignoreOutage),
    stale: () => {
      void Promise.all([countNew(), feed.refreshShown(), feed.refetchPins()]).catch(ignoreOutage);
    },
  });
  return { team, me, feed, likes, outbox, room, countNew };
}

function ignoreOutage(): void {
  // What is shown stays; the next join or poll asks again.
}
