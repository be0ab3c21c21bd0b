// @vitest-environment node
// The reader's own posts on their way.
import { describe, expect, it } from 'vitest';
import type { NewPost, Post } from '../protocol/types';
import { newClientId, Outbox, type Shelf } from './outbox';

function shelf(): Shelf {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

function outbox(send: (post: NewPost) => Promise<Post>, on: Shelf = shelf()) {
  const sent: string[] = [];
  const box = new Outbox(
    {
      send,
      sent: (post) => sent.push(post.id),
      sentenceOf: (error) => (error as Error).message,
      mayPassLater: (error) => (error as Error).message !== 'no',
    },
    on,
    'own',
  );
  return { box, sent };
}

const states = (box: Outbox): [string, string][] => box.get().map(({ body, state }) => [body, state]);

describe('own posts', () => {
  it('[NP2] are there at once, and handed over when the server has them', async () => {
    const { box, sent } = outbox(async ({ body }) => ({ id: `id of ${body}` }) as Post);
    const done = box.post('Hello');
    expect(states(box)).toEqual([['Hello', 'sending']]);
    await done;
    expect([states(box), sent]).toEqual([[], ['id of Hello']]);
  });

  it('try again under the same id, so that nothing is posted twice', async () => {
    const ids: (string | undefined)[] = [];
    const { box } = outbox(async ({ clientId }) => {
      ids.push(clientId);
      if (ids.length === 1) throw new Error('Kith cannot be reached right now.');
      return { id: 'p1' } as Post;
    });
    await box.post('Hello');
    expect(box.get()).toMatchObject([{ state: 'waiting', why: 'Kith cannot be reached right now.' }]);
    await box.again(String(ids[0]));
    expect(ids[0]).toBe(ids[1]);
    expect(box.get()).toEqual([]);
  });

  it('[OF3] go out in the order in which they were written when there is a network again, refused ones do not', async () => {
    let isOnline = false;
    const asked: string[] = [];
    const { box, sent } = outbox(async ({ body }) => {
      asked.push(body);
      if (body === 'Too long') throw new Error('no');
      if (!isOnline) throw new Error('Kith cannot be reached right now.');
      return { id: `id of ${body}` } as Post;
    });
    for (const body of ['First', 'Too long', 'Second']) await box.post(body);
    asked.length = 0;
    isOnline = true;
    await box.sendWaiting();
    expect([asked, sent]).toEqual([
      ['First', 'Second'],
      ['id of First', 'id of Second'],
    ]);
    expect(states(box)).toEqual([['Too long', 'waiting']]);
  });

  it('are kept through a reload until they are sent or taken back', async () => {
    const on = shelf();
    const broken = outbox(() => Promise.reject(new Error('no')), on);
    await broken.box.post('Hello');
    const { box } = outbox(() => Promise.reject(new Error('no')), on);
    expect(states(box)).toEqual([['Hello', 'waiting']]);
    expect(box.takeBack(String(box.get()[0]?.clientId))).toBe('Hello');
    expect(states(outbox(() => Promise.reject(new Error('no')), on).box)).toEqual([]);
  });

  it('a shelf that holds something else is taken as empty', () => {
    const on = shelf();
    on.setItem('own', '{"odd":1}');
    expect(outbox(() => Promise.reject(new Error('no')), on).box.get()).toEqual([]);
  });

  it('have ids that differ', () => {
    expect(new Set(Array.from({ length: 100 }, newClientId)).size).toBe(100);
  });
});
