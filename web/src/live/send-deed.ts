// How this page sends what waits in the outbox: over REST, and likes over the live connection where there is one.
import {
  type Api,
  CallFailed,
  type LiveConnection,
  NoAnswer,
  Refused,
  type Send,
  sendOverRest,
  UNREACHABLE,
} from '@kith/client';
import type { Liked, PostId } from '@kith/client';

/** `isOwner` says whether who did it is still signed in here: what one person did is never sent as another. */
export function sendDeed(api: Api, connection: LiveConnection, isOwner: () => boolean): Send {
  const overRest = sendOverRest(api);
  return async (signed, now) => {
    if (!isOwner()) throw new CallFailed(UNREACHABLE, undefined, true);
    const { deed } = signed;
    const liked = deed.kind === 'like' ? await sayLike(connection, deed.postId, deed.liked) : undefined;
    return liked ?? overRest(signed, now);
  };
}

/** `undefined` where there is no answer: a like is the same however often it is sent, so REST may repeat it. */
async function sayLike(connection: LiveConnection, postId: PostId, liked: boolean): Promise<Liked | undefined> {
  if (connection.status !== 'live') return undefined;
  try {
    const answer = await connection.ask({ type: liked ? 'POST_LIKE' : 'POST_UNLIKE', postId });
    if (answer.type !== 'ACK' || answer.likeCount === undefined) return undefined;
    return { postId, likeCount: answer.likeCount, likedByMe: answer.likedByMe ?? liked };
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error instanceof Refused ? new CallFailed(error.message, error.code, error.temporary) : error;
  }
}
