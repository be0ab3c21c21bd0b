// Taking a deed back while this tab, or another one, is about to send it.
import { describe, expect, it, vi } from 'vitest';
import { empty, gate, oneAtATime, open, post, store, unreachable } from '../../test/outbox.ts';
import { keyValueShelf, memoryShelf, type Shelf } from './shelf.ts';

describe('[SD1] what is taken back', () => {
  it('[SD1] while the outbox reads its shelf is either given back or sent, never both', async () => {
    const kept = memoryShelf();
    const reading = gate();
    let reads = 0;
    const read = async (): ReturnType<Shelf['read']> => {
      reads += 1;
      // The first reads are of the start; then it looks for what to send.
      if (reads === 3) await reading.closed;
      return kept.read();
    };
    const id = await open(kept).box.do(post('Hello'));
    const { box, sent } = open({ ...kept, read });
    await box.start();
    await vi.waitFor(() => expect(reads).toBe(3));
    const taken = box.takeBack(id);
    reading.letGo();
    expect(await taken).toBeUndefined();
    await empty(box);
    expect(sent).toEqual(['Hello']);
  });

  it('[SD1] [SD3] is not given back while another tab sends it', async () => {
    const [shelf, exclusive, sending] = [keyValueShelf(store(), 'own'), oneAtATime(), gate()];
    const [one, other] = [open(shelf, { exclusive }), open(shelf, { exclusive })];
    one.server.answer = () => sending.closed;
    await one.box.start();
    const id = await one.box.do(post('Hello'));
    await vi.waitFor(() => expect(one.states()).toEqual([['Hello', 'sending']]));
    await other.box.refresh();
    expect(other.states()).toEqual([['Hello', 'waiting']]);
    expect(await other.box.takeBack(id)).toBeUndefined();
    sending.letGo();
    await one.box.settled();
    expect([one.sent, await shelf.read()]).toEqual([['Hello'], []]);
  });

  it('[SD1] [SD3] is given back as soon as another tab has given up sending it, and not sent', async () => {
    const [shelf, exclusive, sending] = [keyValueShelf(store(), 'own'), oneAtATime(), gate()];
    const [one, other] = [open(shelf, { exclusive }), open(shelf, { exclusive })];
    one.server.answer = () => sending.closed.then(() => Promise.reject(unreachable()));
    await one.box.start();
    const id = await one.box.do(post('Hello'));
    await vi.waitFor(() => expect(one.states()).toEqual([['Hello', 'sending']]));
    const taken = other.box.takeBack(id);
    sending.letGo();
    expect(await taken).toEqual(post('Hello'));
    one.server.answer = async () => undefined;
    one.box.wake();
    await empty(one.box);
    expect(one.sent).toEqual([]);
  });

  it('[SD1] behind one that is under way is given back at once, and not sent', async () => {
    const sending = gate();
    const { box, sent, server } = open(memoryShelf(), { exclusive: oneAtATime() });
    server.answer = () => sending.closed;
    await box.start();
    await box.do(post('first'));
    const id = await box.do(post('second'));
    await vi.waitFor(() => expect(box.get()[0]?.state).toBe('sending'));
    expect(await box.takeBack(id)).toEqual(post('second'));
    sending.letGo();
    await empty(box);
    expect(sent).toEqual(['first']);
  });

  it('[SD1] while its own tab waits for its turn is given back once it comes, before anything is sent', async () => {
    const exclusive = oneAtATime();
    const elsewhere = gate();
    const { box, sent, server } = open(memoryShelf(), { exclusive });
    server.answer = () => new Promise(() => undefined);
    await box.do(post('first'));
    const id = await box.do(post('second'));
    void exclusive('test', () => elsewhere.closed);
    await box.start();
    const taken = box.takeBack(id);
    elsewhere.letGo();
    expect(await taken).toEqual(post('second'));
    await vi.waitFor(() => expect(box.get()).toMatchObject([{ deed: post('first'), state: 'sending' }]));
    expect(sent).toEqual([]);
  });

  it('[SD1] in another tab already is not given back twice', async () => {
    const shelf = keyValueShelf(store(), 'own');
    const [one, other] = [open(shelf), open(shelf)];
    const id = await one.box.do(post('Hello'));
    await other.box.refresh();
    expect(await one.box.takeBack(id)).toEqual(post('Hello'));
    expect(await other.box.takeBack(id)).toBeUndefined();
  });
});
