// What must not stop an outbox for good: a clock that is set back, a stop in a rest, and a device that is full.
import { describe, expect, it, vi } from 'vitest';
import { empty, open, post, refused, wordOf } from '../../test/outbox.ts';
import { CallFailed } from '../api/call.ts';
import { type Kept, memoryShelf } from './shelf.ts';

describe('[SD2] refusals', () => {
  it('[SD2] that ask for a rest do not stop everything when the clock of the device is set back', async () => {
    let now = 1_000_000_000;
    const { box, server, sent } = open(memoryShelf(), { now: () => now });
    server.answer = async () => {
      server.answer = async () => undefined;
      throw new CallFailed('One moment.', 'TOO_FAST', true, 50);
    };
    await box.start();
    await box.do(post('a'));
    await box.settled();
    now -= 86_400_000;
    await empty(box);
    await box.do(post('b'));
    await empty(box);
    expect(sent).toEqual(['a', 'b']);
  });

  it('[SD2] that ask for a rest do so also of an outbox that is stopped and started meanwhile', async () => {
    const { box, server, sent } = open();
    server.answer = async () => {
      server.answer = async () => undefined;
      throw new CallFailed('One moment.', 'TOO_FAST', true, 50);
    };
    await box.start();
    await box.do(post('a'));
    await box.settled();
    box.stop();
    await box.start();
    await empty(box);
    expect(sent).toEqual(['a']);
  });

  it('[SD2] that the shelf has no room for are not sent again, told once, and hold up nothing', async () => {
    const kept = memoryShelf();
    let isFull = true;
    const put = (one: Kept): Promise<void> =>
      one.refusal && isFull ? Promise.reject(new Error('The quota has been exceeded.')) : kept.put(one);
    const { box, sent, events, server, states } = open({ ...kept, put });
    let tries = 0;
    server.answer = async ({ deed }) => {
      if (wordOf(deed) !== 'bad') return;
      tries += 1;
      throw refused('FORBIDDEN');
    };
    const bad = await box.do(post('bad'));
    await box.do(post('good'));
    await box.start();
    await vi.waitFor(() => expect(sent).toEqual(['good']));
    await box.settled();
    box.wake();
    await box.settled();
    expect([tries, states()]).toEqual([1, [['bad', 'refused']]]);
    expect(events.filter(({ kind }) => kind === 'refused')).toHaveLength(1);
    // It can be tried again, like any other, and taken back.
    await box.again(bad);
    await box.settled();
    expect([tries, states()]).toEqual([2, [['bad', 'refused']]]);
    isFull = false;
    expect(await box.takeBack(bad)).toEqual(post('bad'));
    expect([states(), await kept.read()]).toEqual([[], []]);
  });
});
