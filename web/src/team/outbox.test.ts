// @vitest-environment node
// The reader's own posts on their way.
import { CallFailed, keyValueShelf, memoryShelf, Outbox, type Post, type Shelf, type SignedDeed } from '@kith/client';
import { expect, it, vi } from 'vitest';
import { ownPostsTo } from './outbox';

const TEAM = 'team-a';

/** The outbox of one team over a server that does what `answer` does. */
async function open(answer: (signed: SignedDeed) => Promise<Post>, shelf: Shelf = memoryShelf()) {
  const sent: string[] = [];
  const timing = { firstMs: 5, maxMs: 10 };
  const all = new Outbox({ shelf, send: answer, name: 'own', timing });
  const box = ownPostsTo(TEAM, all, (post) => sent.push(post.id));
  box.open();
  await all.start();
  const states = (): [string, string][] => box.get().map(({ body, state }) => [body, state]);
  return { all, box, sent, states };
}

const bodyOf = ({ deed }: SignedDeed): string => (deed.kind === 'post' ? deed.body : '');
const unreachable = (): Promise<never> => Promise.reject(new CallFailed('Kith cannot be reached.', undefined, true));
const refused = (): Promise<never> =>
  Promise.reject(new CallFailed('You are not in this team.', 'NOT_A_MEMBER', false));

it('[NP2] are there at once, and handed over when the server has them', async () => {
  const { box, sent, states } = await open(async (signed) => ({ id: `id of ${bodyOf(signed)}` }) as Post);
  const done = box.post('Hello');
  expect(states()).toEqual([['Hello', 'sending']]);
  await done;
  await vi.waitFor(() => expect([states(), sent]).toEqual([[], ['id of Hello']]));
});

it('[NP2] are never there twice, and never gone, while they are handed over', async () => {
  const shelf = memoryShelf();
  const all = new Outbox({ shelf, send: async () => ({ id: 'p1' }) as Post, name: 'own' });
  const inFeed: string[] = [];
  const box = ownPostsTo(TEAM, all, (post) => inFeed.push(post.id));
  box.open();
  const shown: number[] = [];
  box.subscribe(() => shown.push(box.get().length + inFeed.length));
  await all.start();
  await box.post('Hello');
  await vi.waitFor(() => expect(inFeed).toEqual(['p1']));
  expect(shown.filter((count) => count !== 1 && count !== 0)).toEqual([]);
  expect(shown.at(-1)).toBe(1);
  expect(shown.indexOf(0, shown.indexOf(1))).toBe(-1);
});

it('say why they wait, and are sent by themselves when the server can be reached', async () => {
  let isThere = false;
  const { box, sent, states } = await open(() => (isThere ? Promise.resolve({ id: 'p1' } as Post) : unreachable()));
  await box.post('Hello');
  await vi.waitFor(() => expect(box.get()).toMatchObject([{ state: 'waiting', why: 'Kith cannot be reached.' }]));
  isThere = true;
  await vi.waitFor(() => expect([states(), sent]).toEqual([[], ['p1']]));
});

it('that are refused can be tried again, or taken back to be changed', async () => {
  let isMember = false;
  const { box, sent } = await open(() => (isMember ? Promise.resolve({ id: 'p1' } as Post) : refused()));
  await box.post('Hello');
  await box.post('Bye');
  await vi.waitFor(() =>
    expect(box.get()).toMatchObject([
      { body: 'Bye', state: 'waiting', why: 'You are not in this team.' },
      { body: 'Hello', state: 'waiting', why: 'You are not in this team.' },
    ]),
  );
  expect(await box.takeBack(String(box.get()[0]?.clientId))).toBe('Bye');
  isMember = true;
  await box.again(String(box.get()[0]?.clientId));
  await vi.waitFor(() => expect([box.get(), sent]).toEqual([[], ['p1']]));
});

it('[SD1] are kept through a reload', async () => {
  const kept = new Map<string, string>();
  const shelf = (): Shelf =>
    keyValueShelf(
      {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
      'own',
    );
  const before = await open(unreachable, shelf());
  await before.box.post('Hello');
  await before.box.settled();
  before.all.stop();
  const after = await open(unreachable, shelf());
  expect(after.box.get()).toMatchObject([{ body: 'Hello' }]);
});

it('are those of this team alone', async () => {
  const { all, states } = await open(unreachable);
  await all.do({ kind: 'post', teamId: 'team-b', body: 'Elsewhere' });
  await all.do({ kind: 'like', postId: 'p', liked: true });
  expect(states()).toEqual([]);
});
