// @vitest-environment node
// Pictures on a device that is full: IndexedDB lets a request succeed and undoes its transaction afterwards.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type KeptPicture, pictureShelf } from './picture-shelf';
import { TODAY } from './samples';

/** A browser's database, as far as it is used; on a full device what is written is undone at the end. */
class Device {
  isFull = false;
  readonly stored = new Map<string, KeptPicture>();

  open(): EventTarget {
    const database = Object.assign(new EventTarget(), { transaction: () => this.transaction() });
    const request = Object.assign(new EventTarget(), { result: database });
    queueMicrotask(() => request.dispatchEvent(new Event('success')));
    return request;
  }

  private transaction(): EventTarget {
    const transaction = Object.assign(new EventTarget(), { error: null as Error | null, objectStore: () => store });
    const ask = <T>(result: T, write?: () => void): EventTarget => {
      const request = Object.assign(new EventTarget(), { result });
      void this.answer(request, transaction, write);
      return request;
    };
    const store = {
      getAll: () => ask([...this.stored.values()]),
      put: (one: KeptPicture) => ask(one.key, () => this.stored.set(one.key, one)),
      delete: (key: string) => ask(undefined, () => this.stored.delete(key)),
    };
    return transaction;
  }

  private async answer(
    request: EventTarget,
    transaction: EventTarget & { error: Error | null },
    write?: () => void,
  ): Promise<void> {
    await Promise.resolve();
    request.dispatchEvent(new Event('success'));
    await Promise.resolve();
    if (write && this.isFull) {
      transaction.error = new DOMException('There is no room.', 'QuotaExceededError');
      transaction.dispatchEvent(new Event('abort'));
    } else {
      write?.();
      transaction.dispatchEvent(new Event('complete'));
    }
  }
}

let device: Device;

beforeEach(() => {
  device = new Device();
  vi.stubGlobal('indexedDB', device);
});
afterEach(() => vi.unstubAllGlobals());

const picture = (key: string, at = 1): KeptPicture => ({
  key,
  habitGoalId: 'walk',
  day: TODAY,
  picture: new Blob([key], { type: 'image/jpeg' }),
  at,
});

it('[OF9] a picture for which there is room is on the device when it is said to be kept', async () => {
  await pictureShelf('own').put(picture('a'));
  expect([...device.stored.keys()]).toEqual(['a']);
  expect(await pictureShelf('own').read()).toEqual([picture('a')]);
});

it('[OF9] a picture for which there is no room is kept as long as the page is open', async () => {
  const shelf = pictureShelf('own');
  await shelf.put(picture('a', 1));
  device.isFull = true;
  await shelf.put(picture('b', 2));
  expect([...device.stored.keys()]).toEqual(['a']);
  expect(await shelf.read()).toEqual([picture('a', 1), { ...picture('b', 2), isWithPage: true }]);
  await shelf.remove('b');
  expect(await shelf.read()).toEqual([picture('a', 1)]);
});

it('[OF9] a refusal for which there is no room takes the place of the picture without it', async () => {
  const shelf = pictureShelf('own');
  await shelf.put(picture('a'));
  device.isFull = true;
  const refused = { ...picture('a'), refusal: 'It is too large.' };
  await shelf.put(refused);
  expect(await shelf.read()).toEqual([{ ...refused, isWithPage: true }]);
});

it('[OF9] a picture that the device cannot remove is not seen again, until it is kept anew', async () => {
  const shelf = pictureShelf('own');
  await shelf.put(picture('a'));
  device.isFull = true;
  await shelf.remove('a');
  expect([device.stored.size, await shelf.read()]).toEqual([1, []]);
  device.isFull = false;
  await shelf.put(picture('a'));
  expect(await shelf.read()).toEqual([picture('a')]);
});
