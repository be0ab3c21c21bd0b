// @vitest-environment node
// Likes on their way: what is drawn at once, and what the server makes of it.
import { describe, expect, it } from 'vitest';
import type { Liked, Post } from '@kith/client';
import { Likes, shownLike } from './likes';

const POST = { id: 'p1', likeCount: 4, likedByMe: false } as Post;

/** Sends that the test answers one by one. */
function desk() {
  let post = POST;
  const sent: { liked: boolean; answer(liked: Omit<Liked, 'postId'>): void; refuse(sentence: string): void }[] = [];
  const reloads: string[] = [];
  const likes = new Likes({
    send: (postId, liked) =>
      new Promise((resolve, reject) => {
        sent.push({
          liked,
          answer: (answer) => resolve({ postId, ...answer }),
          refuse: (sentence) => reject(new Error(sentence)),
        });
      }),
    settle: ({ likeCount, likedByMe }) => {
      post = { ...post, likeCount, likedByMe };
    },
    reload: (id) => reloads.push(id),
    sentenceOf: (error) => (error as Error).message,
  });
  const shown = () => shownLike(post, likes.wanted('p1'));
  return { likes, sent, reloads, shown, current: () => post };
}

describe('likes', () => {
  it('[LK4] the heart turns at once, and the server’s count takes its place', async () => {
    const { likes, sent, shown, current } = desk();
    const done = likes.want(current(), true);
    expect(shown()).toEqual({ likeCount: 5, likedByMe: true });
    sent[0]?.answer({ likeCount: 9, likedByMe: true });
    await done;
    expect(shown()).toEqual({ likeCount: 9, likedByMe: true });
  });

  it('[LK4] a refusal turns it back and says why; the next try forgets it', async () => {
    const { likes, sent, shown, current } = desk();
    const done = likes.want(current(), true);
    sent[0]?.refuse('You are not in this team.');
    await done;
    expect(shown()).toEqual({ likeCount: 4, likedByMe: false });
    expect(likes.refusal('p1')).toBe('You are not in this team.');
    void likes.want(current(), true);
    expect(likes.refusal('p1')).toBeUndefined();
  });

  it('[LK4] who changes their mind while it is under way gets the last wish', async () => {
    const { likes, sent, shown, current } = desk();
    const done = likes.want(current(), true);
    void likes.want(current(), false);
    expect(shown()).toEqual({ likeCount: 4, likedByMe: false });
    sent[0]?.answer({ likeCount: 5, likedByMe: true });
    await expect.poll(() => sent.map(({ liked }) => liked)).toEqual([true, false]);
    expect(shown()).toEqual({ likeCount: 4, likedByMe: false });
    sent[1]?.answer({ likeCount: 4, likedByMe: false });
    await done;
    expect(shown()).toEqual({ likeCount: 4, likedByMe: false });
  });

  it('[LK4] a count told meanwhile does not count the reader twice; it is asked for when they differ', async () => {
    const { likes, sent, reloads, shown, current } = desk();
    const done = likes.want(current(), true);
    expect(likes.hear('p1', 5)).toBe(true);
    expect(shown().likeCount).toBe(5);
    sent[0]?.answer({ likeCount: 5, likedByMe: true });
    await done;
    expect(reloads).toEqual([]);

    const again = likes.want(current(), false);
    likes.hear('p1', 6);
    sent[1]?.answer({ likeCount: 4, likedByMe: false });
    await again;
    expect(reloads).toEqual(['p1']);
    expect(likes.hear('p1', 7)).toBe(false);
  });
});
