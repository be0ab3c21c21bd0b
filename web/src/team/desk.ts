// All that the page needs of one open team, put together once: the room, the posts, the likes and the reader's own
// posts on their way.
import type { QueryClient } from '@tanstack/react-query';
import { mayPassLater, sentenceOf } from '../api/call';
import { setLike, writePost } from '../api/team-calls';
import { NoAnswer } from '../live/answers';
import type { LiveConnection } from '../live/connection';
import type { Liked, PostId, Team, User } from '../protocol/types';
import { FeedCache } from './feed-cache';
import { Likes } from './likes';
import { Outbox } from './outbox';
import { TeamRoom } from './room';

export interface TeamDesk {
  readonly team: Team;
  readonly me: User;
  readonly feed: FeedCache;
  readonly likes: Likes;
  readonly outbox: Outbox;
  readonly room: TeamRoom;
  /** Asks the server how many posts wait. */
  countNew(): Promise<void>;
}

export function openDesk(team: Team, me: User, connection: LiveConnection, client: QueryClient): TeamDesk {
  const feed = new FeedCache(client, team.id, me.id);
  const likes = new Likes({
    send: (post, liked) => sendLike(connection, post, liked),
    settle: (liked) => feed.setLike(liked),
    reload: (post) => void feed.reload(post).catch(ignoreOutage),
    sentenceOf,
  });
  const outbox = new Outbox(
    { send: (post) => writePost(team.id, post), sent: (post) => feed.addOwn(post), sentenceOf, mayPassLater },
    localStorage,
    `kith.outbox.${me.id}.${team.id}`,
  );
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

/** Over the socket where there is one; a like is the same however often it is sent, so REST may repeat it. */
async function sendLike(connection: LiveConnection, postId: PostId, liked: boolean): Promise<Liked> {
  if (connection.status === 'live') {
    try {
      const answer = await connection.ask({ type: liked ? 'POST_LIKE' : 'POST_UNLIKE', postId });
      if (answer.type === 'ACK' && answer.likeCount !== undefined) {
        return { postId, likeCount: answer.likeCount, likedByMe: answer.likedByMe ?? liked };
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  }
  return setLike(postId, liked);
}

function ignoreOutage(): void {
  // What is shown stays; the next join or poll asks again.
}
