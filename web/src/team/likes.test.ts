// @vitest-environment node
// Likes on their way through a real outbox: what is drawn at once, and what the server makes of it.
import { CallFailed, type Liked, memoryShelf, Outbox, type Post, type Shelf, type SignedDeed } from '@kith/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Likes, shownLike } from './likes';

const POST = { id: 'p1', likeCount: 4, likedByMe: false } as Post;
const unreachable = (): CallFailed => new CallFailed('Kith cannot be reached.', undefined, true);
const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

interface Sending {
  liked: boolean;
  answer(liked: Omit<Liked, 'postId'>): void;
  refuse(sentence: string): void;
  fail(): void;
}

/** One tab over a shelf; the test answers what it sends, one by one. */
async function desk(shelf: Shelf = memoryShelf(), isSender = true) {
  let post = POST;
  const sent: Sending[] = [];
  const reloads: string[] = [];
  const send = ({ deed }: SignedDeed): Promise<Liked> =>
    new Promise((resolve, reject) => {
      sent.push({
        liked: deed.kind === 'like' && deed.liked,
        answer: (answer) => resolve({ postId: 'p1', ...answer }),
        refuse: (sentence) => reject(new CallFailed(sentence, 'NOT_A_MEMBER', false)),
        fail: () => reject(unreachable()),
      });
    });
  const outbox = new Outbox({ shelf, send, name: 'own', timing: { firstMs: 5, maxMs: 10 } });
  const likes = new Likes(outbox, {
    settle: ({ likeCount, likedByMe }) => {
      post = { ...post, likeCount, likedByMe };
    },
    reload: (id) => reloads.push(id),
  });
  stops.push(likes.open(), () => outbox.stop());
  if (isSender) await outbox.start();
  const shown = () => shownLike(post, likes.wanted('p1'));
  const sending = (nth: number): Promise<Sending> =>
    vi.waitFor(() => {
      const one = sent[nth];
      if (!one) throw new Error('Nothing is sent yet.');
      return one;
    });
  const settled = (): Promise<void> => vi.waitFor(() => expect(likes.wanted('p1')).toBeUndefined());
  return { outbox, likes, sent, sending, settled, reloads, shown, current: () => post };
}

describe('likes', () => {
  it('[LK4] the heart turns at once, and the server’s count takes its place', async () => {
    const { likes, sending, settled, shown, current } = await desk();
    void likes.want(current(), true);
    expect(shown()).toEqual({ likeCount: 5, likedByMe: true });
    (await sending(0)).answer({ likeCount: 9, likedByMe: true });
    await settled();
    expect(shown()).toEqual({ likeCount: 9, likedByMe: true });
  });

  it('[LK4] a refusal turns it back and says why; the next try forgets it', async () => {
    const { outbox, likes, sending, settled, shown, current } = await desk();
    void likes.want(current(), true);
    (await sending(0)).refuse('You are not in this team.');
    await settled();
    expect(shown()).toEqual({ likeCount: 4, likedByMe: false });
    expect(likes.refusal('p1')).toBe('You are not in this team.');
    await likes.want(current(), true);
    expect(likes.refusal('p1')).toBeUndefined();
    expect(outbox.get()).toHaveLength(1);
  });

  it('[LK4] who changes their mind while it is under way gets the last wish', async () => {
    const { likes, sent, sending, settled, shown, current } = await desk();
    void likes.want(current(), true);
    const first = await sending(0);
    void likes.want(current(), false);
    expect(shown()).toEqual({ likeCount: 4, likedByMe: false });
    first.answer({ likeCount: 5, likedByMe: true });
    const second = await sending(1);
    expect(sent.map(({ liked }) => liked)).toEqual([true, false]);
    expect(shown()).toEqual({ likeCount: 4, likedByMe: false });
    second.answer({ likeCount: 4, likedByMe: false });
    await settled();
    expect(shown()).toEqual({ likeCount: 4, likedByMe: false });
  });

  it('[LK4] a count told meanwhile does not count the reader twice; it is asked for when they differ', async () => {
    const { likes, sending, settled, reloads, shown, current } = await desk();
    void likes.want(current(), true);
    expect(likes.hear('p1', 5)).toBe(true);
    expect(shown().likeCount).toBe(5);
    (await sending(0)).answer({ likeCount: 5, likedByMe: true });
    await settled();
    expect(reloads).toEqual([]);

    void likes.want(current(), false);
    likes.hear('p1', 6);
    (await sending(1)).answer({ likeCount: 4, likedByMe: false });
    await settled();
    expect(reloads).toEqual(['p1']);
    expect(likes.hear('p1', 7)).toBe(false);
  });
});

describe('likes without a network', () => {
  it('[OF10] stay turned, say that they wait, and only the last word is sent', async () => {
    const { likes, sent, sending, settled, shown, current } = await desk();
    void likes.want(current(), true);
    expect(likes.isWaiting('p1')).toBe(false);
    (await sending(0)).fail();
    await vi.waitFor(() => expect(likes.isWaiting('p1')).toBe(true));
    const again = await sending(1);
    // It is tried again, and waits all the same.
    expect(likes.isWaiting('p1')).toBe(true);
    again.fail();
    await likes.want(current(), false);
    await likes.want(current(), true);
    expect(shown()).toEqual({ likeCount: 5, likedByMe: true });
    const last = await vi.waitFor(() => {
      const one = sent.slice(2).findLast(({ liked }) => liked);
      if (!one) throw new Error('It is not sent yet.');
      return one;
    });
    last.answer({ likeCount: 5, likedByMe: true });
    await settled();
    expect([shown(), likes.isWaiting('p1')]).toEqual([{ likeCount: 5, likedByMe: true }, false]);
  });

  it('[OF10] are turned still after a reload', async () => {
    const shelf = memoryShelf();
    const before = await desk(shelf, false);
    await before.likes.want(before.current(), true);
    const after = await desk(shelf);
    expect(after.shown()).toEqual({ likeCount: 5, likedByMe: true });
    (await after.sending(0)).answer({ likeCount: 5, likedByMe: true });
    await after.settled();
    expect(after.reloads).toEqual([]);
  });

  it('[OF10] that another tab has sent are asked for', async () => {
    const shelf = memoryShelf();
    const here = await desk(shelf, false);
    await here.likes.want(here.current(), true);
    const there = await desk(shelf);
    (await there.sending(0)).answer({ likeCount: 5, likedByMe: true });
    await there.settled();
    await here.outbox.refresh();
    expect([here.likes.wanted('p1'), here.reloads]).toEqual([undefined, ['p1']]);
  });

  it('[OF10] that the device has no room for turn back, and say why', async () => {
    const full = { ...memoryShelf(), put: () => Promise.reject(new Error('This device is full.')) };
    const { likes, shown, current } = await desk(full);
    await likes.want(current(), true);
    expect(shown()).toEqual({ likeCount: 4, likedByMe: false });
    expect(likes.refusal('p1')).toBe('This device is full.');
  });
});
