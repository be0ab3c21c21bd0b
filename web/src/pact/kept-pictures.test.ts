// @vitest-environment node
// Pictures on their way: behind their check-ins, through reloads, and never lost in silence.
import { type Checkin, type Deed, memoryShelf, Outbox } from '@kith/client';
import { expect, it, vi } from 'vitest';
import { CallFailed } from '../api/call';
import { KeptPictures } from './kept-pictures';
import { pictureShelf, type PictureShelf } from './picture-shelf';
import { checkin, TODAY } from './samples';

const PICTURE = new Blob(['a picture'], { type: 'image/jpeg' });
const WALK = { clientId: 'said', habitGoalId: 'walk', day: TODAY };
const SAID: Deed = { kind: 'checkin', checkin: { habitGoalId: 'walk', status: 'completed' }, on: TODAY };

/** What the server has, and does with a picture. */
function server() {
  return {
    checkins: [] as Checkin[],
    got: [] as [string, Blob][],
    trouble: undefined as Error | undefined,
    tried: (): void => undefined,
  };
}

/** A page over a shelf; its outbox sends nothing by itself. */
async function open(there = server(), shelf: PictureShelf = pictureShelf('test'), now = () => Date.now()) {
  const outbox = new Outbox({ shelf: memoryShelf(), send: () => Promise.reject(new Error('no')), name: 'own' });
  const pictures = new KeptPictures(shelf, {
    items: outbox.get,
    fetchCheckins: async (from, to) => there.checkins.filter(({ day }) => day >= from && day <= to),
    sendProof: async (id, picture) => {
      there.tried();
      if (there.trouble) throw there.trouble;
      there.got.push([id, picture]);
    },
    now,
    timing: { firstMs: 5, maxMs: 20 },
  });
  return { outbox, pictures, there, shelf };
}

it('[OF9] a picture waits for its check-in, and follows it', async () => {
  const { outbox, pictures, there } = await open();
  await pictures.keep(WALK, PICTURE);
  const id = await outbox.do(SAID);
  await pictures.send();
  expect([there.got, pictures.get().length]).toEqual([[], 1]);
  await outbox.takeBack(id);
  there.checkins = [checkin('completed')];
  await pictures.send();
  expect([there.got, pictures.get()]).toEqual([[[`checkin-${TODAY}`, PICTURE]], []]);
});

it('[OF9] a picture that does not get through is there after a reload, and goes with the next try', async () => {
  const there = server();
  there.checkins = [checkin('completed')];
  there.trouble = new CallFailed('Kith cannot be reached.', undefined, true);
  const before = await open(there);
  await before.pictures.keep(WALK, PICTURE);
  await before.pictures.send();
  before.pictures.stop();
  expect(before.pictures.get()).toHaveLength(1);
  there.trouble = undefined;
  const after = await open(there, before.shelf);
  await after.pictures.send();
  expect([there.got.length, after.pictures.get()]).toEqual([1, []]);
});

it('[OF9] a picture that is refused stays with the reason, and is tried again when asked for', async () => {
  const { pictures, there } = await open();
  there.checkins = [checkin('completed')];
  there.trouble = new CallFailed('It is too large.', 'TOO_LARGE', false);
  await pictures.keep(WALK, PICTURE);
  await pictures.send();
  expect(pictures.get()).toMatchObject([{ refusal: 'It is too large.' }]);
  there.trouble = undefined;
  await pictures.send();
  expect(there.got).toEqual([]);
  await pictures.again();
  expect([there.got.length, pictures.get()]).toEqual([1, []]);
});

it('[OF9] a picture goes with what is taken back, and is not kept for ever for what never came', async () => {
  let now = Date.now();
  const { pictures, there } = await open(server(), pictureShelf('test'), () => now);
  await pictures.drop([await pictures.keep(WALK, PICTURE)]);
  expect(pictures.get()).toEqual([]);
  await pictures.keep(WALK, PICTURE);
  await pictures.send();
  expect(pictures.get()).toHaveLength(1);
  now += 4 * 86_400_000;
  await pictures.send();
  expect([pictures.get(), there.got]).toEqual([[], []]);
});

it('[OF9] a picture that the browser cannot keep says so, and goes all the same', async () => {
  const { pictures, there } = await open();
  await pictures.keep(WALK, PICTURE);
  expect(pictures.get().map(({ isWithPage }) => isWithPage)).toEqual([true]);
  there.checkins = [checkin('completed')];
  await pictures.send();
  expect([there.got.length, pictures.get()]).toEqual([1, []]);
});

it('[OF9] a picture that does not get through is tried again by itself until it does', async () => {
  const { pictures, there } = await open();
  there.checkins = [checkin('completed')];
  let tries = 0;
  there.tried = () => {
    tries += 1;
    if (tries < 4) throw new CallFailed('One moment.', 'TOO_FAST', true);
  };
  await pictures.keep(WALK, PICTURE);
  await pictures.send();
  expect([tries, pictures.get().length]).toEqual([1, 1]);
  await vi.waitFor(() => expect([tries, pictures.get().length]).toEqual([4, 0]));
});

it('[OF9] a picture is not tried again before the server wants it, whoever asks', async () => {
  const { pictures, there } = await open();
  there.checkins = [checkin('completed')];
  const tries: number[] = [];
  there.tried = () => {
    tries.push(Date.now());
    if (tries.length === 1) throw new CallFailed('One moment.', 'TOO_FAST', true, 150);
  };
  await pictures.keep(WALK, PICTURE);
  await Promise.all([pictures.send(), pictures.send()]);
  await pictures.send();
  await pictures.again();
  expect(tries).toHaveLength(1);
  await vi.waitFor(() => expect(pictures.get()).toEqual([]));
  expect(Number(tries[1]) - Number(tries[0])).toBeGreaterThanOrEqual(149);
});

it('[OF9] only the pictures that came with a word go with it, or with the word that took its place', async () => {
  const { pictures } = await open();
  const first = await pictures.keep(WALK, PICTURE);
  const later = { ...WALK, clientId: 'later' };
  const second = await pictures.keep(later, PICTURE);
  expect([pictures.with(WALK), pictures.with(later)]).toEqual([[first], [second]]);
  const last = { ...WALK, clientId: 'last' };
  await pictures.pass([second], last.clientId);
  expect([pictures.with(later), pictures.with(last)]).toEqual([[], [second]]);
  await pictures.drop(pictures.with(last));
  expect(pictures.get().map(({ key }) => key)).toEqual([first]);
});
