// What was done without a connection, on its way.
import { describe, expect, it, vi } from 'vitest';
import { empty, like, oneAtATime, open, post, refused, store, unreachable, wordOf } from '../../test/outbox.ts';
import type { Api } from '../api/api.ts';
import { CallFailed } from '../api/call.ts';
import type { NewCheckin } from '../protocol/types.ts';
import { type Deed, dateHere, LATE_AFTER_MS, sendOverRest } from './deed.ts';
import { OutboxFull, REFUSED_MAX, WAITING_MAX, Outbox, type OutboxOptions } from './outbox.ts';
import { type KeyValueStore, keyValueShelf, memoryShelf, type Shelf } from './shelf.ts';

describe('[SD1] what was done', () => {
  it('[SD1] is sent in the order in which it was done, and handed over with its answer', async () => {
    const { box, sent, events } = open();
    await Promise.all(['a', 'b', 'c'].map((body) => box.do(post(body))));
    expect(sent).toEqual([]);
    await box.start();
    await empty(box);
    expect(sent).toEqual(['a', 'b', 'c']);
    const answers = events.flatMap((event) =>
      event.kind === 'sent' && event.deed.kind === 'post' ? [event.answer] : [],
    );
    expect(answers).toEqual([{ id: 'id of a' }, { id: 'id of b' }, { id: 'id of c' }]);
  });

  it('[SD1] is tried again under the same id, and nothing overtakes it', async () => {
    const tries: string[] = [];
    const { box, sent, server } = open();
    server.answer = async ({ clientId }) => {
      tries.push(clientId);
      if (tries.length < 3) throw unreachable();
    };
    await box.do(post('first'));
    await box.do(post('second'));
    await box.start();
    await empty(box);
    expect(sent).toEqual(['first', 'second']);
    expect(new Set(tries.slice(0, 3)).size).toBe(1);
    expect(new Set(tries).size).toBe(2);
  });

  it('[SD1] survives a reload, with its id', async () => {
    const shelf = keyValueShelf(store(), 'own');
    const before = open(shelf);
    before.server.answer = () => Promise.reject(unreachable());
    await before.box.start();
    const id = await before.box.do(post('Hello'));
    await before.box.settled();
    before.box.stop();
    expect(before.box.get()).toMatchObject([{ state: 'waiting', why: 'Kith cannot be reached right now.' }]);
    const after = open(shelf);
    await after.box.start();
    await empty(after.box);
    expect([after.sent, after.ids]).toEqual([['Hello'], [id]]);
  });

  it('[SD1] keeps its order also when the clock of the device is set back', async () => {
    let now = 1_000_000;
    const { box, sent } = open(memoryShelf(), { now: () => now });
    await box.do(post('a'));
    now = 10;
    await box.do(post('b'));
    await box.start();
    await empty(box);
    expect(sent).toEqual(['a', 'b']);
  });

  it('[SD1] is shown at once, and not any more when it could not be kept', async () => {
    const { box, states } = open({ ...memoryShelf(), put: () => Promise.reject(new Error('The disk is full.')) });
    const done = box.do(post('a'));
    expect(states()).toEqual([['a', 'waiting']]);
    await expect(done).rejects.toThrow('The disk is full.');
    expect(states()).toEqual([]);
  });

  it('can be taken back while it waits', async () => {
    const shelf = memoryShelf();
    const { box, states } = open(shelf);
    const id = await box.do(post('Hello'));
    expect(await box.takeBack(id)).toEqual(post('Hello'));
    expect([states(), await shelf.read()]).toEqual([[], []]);
    expect(await box.takeBack(id)).toBeUndefined();
  });
});

describe('[SD2] refusals', () => {
  it('[SD2] take a deed out of what waits, are told, and let the next one go', async () => {
    const { box, sent, events, server, states } = open();
    server.answer = async ({ deed }) => {
      if (wordOf(deed) === 'bad') throw refused('FORBIDDEN');
    };
    await box.do(post('bad'));
    await box.do(post('good'));
    await box.start();
    await vi.waitFor(() => expect(sent).toEqual(['good']));
    await box.settled();
    expect(states()).toEqual([['bad', 'refused']]);
    expect(events.filter(({ kind }) => kind === 'refused')).toMatchObject([
      { item: { deed: post('bad'), why: 'No: FORBIDDEN.' }, refusal: { code: 'FORBIDDEN', message: 'No: FORBIDDEN.' } },
    ]);
  });

  it('[SD2] are kept with their words until they are taken back or tried again under the same id', async () => {
    const shelf = memoryShelf();
    const first = open(shelf);
    first.server.answer = () => Promise.reject(refused('CONFLICT'));
    const id = await first.box.do(post('Hello'));
    await first.box.start();
    await first.box.settled();
    first.box.stop();
    const { box, ids, states } = open(shelf);
    await box.start();
    await box.settled();
    expect([states(), ids]).toEqual([[['Hello', 'refused']], []]);
    await box.again(id);
    await empty(box);
    expect(ids).toEqual([id]);
  });

  it('[SD2] that are temporary are tried again, as late as the server asks', async () => {
    const { box, server, sent } = open();
    const tries: number[] = [];
    server.answer = async () => {
      tries.push(Date.now());
      if (tries.length === 1) throw new CallFailed('One moment.', 'TOO_FAST', true, 150);
    };
    await box.start();
    await box.do(post('a'));
    await box.settled();
    // Neither more to send nor a network that is back shortens the rest.
    await box.do(post('b'));
    box.wake();
    await empty(box);
    expect(sent).toEqual(['a', 'b']);
    expect(Number(tries[1]) - Number(tries[0])).toBeGreaterThanOrEqual(149);
  });

  it('[SD2] of the token only pause: all is sent once somebody signs in', async () => {
    const { box, server, sent, states } = open();
    server.answer = () => Promise.reject(refused('UNAUTHORIZED'));
    await box.start();
    await box.do(post('a'));
    await box.settled();
    expect(states()).toEqual([['a', 'waiting']]);
    server.answer = async () => undefined;
    box.wake();
    await empty(box);
    expect(sent).toEqual(['a']);
  });

  it('[SD2] that no Kith has said, as by a gateway, are no refusals', async () => {
    const { box, server, states, sent } = open();
    server.answer = () => Promise.reject(new CallFailed('?', undefined, false));
    await box.start();
    await box.do(post('a'));
    await box.settled();
    expect(states()).toEqual([['a', 'waiting']]);
    server.answer = async () => undefined;
    await empty(box);
    expect(sent).toEqual(['a']);
  });

  it(`are forgotten beyond ${REFUSED_MAX}, the oldest first`, async () => {
    const { box, server, states } = open();
    server.answer = () => Promise.reject(refused('FORBIDDEN'));
    for (let nth = 0; nth < REFUSED_MAX + 3; nth += 1) await box.do(post(`${nth}`));
    await box.start();
    await vi.waitFor(() => expect(states().every(([, state]) => state === 'refused')).toBe(true), { timeout: 3_000 });
    await box.settled();
    expect(states().map(([word]) => word)).toEqual(Array.from({ length: REFUSED_MAX }, (_, nth) => `${nth + 3}`));
  });
});

describe('[SD3] bounds', () => {
  it('[SD3] of several likes of one post only the last word is sent', async () => {
    const { box, sent } = open();
    for (const deed of [like(true), post('between'), like(true, 'q'), like(false), like(true)]) await box.do(deed);
    expect(box.get().map(({ deed }) => wordOf(deed))).toEqual(['between', 'like q', 'like p']);
    await box.start();
    await empty(box);
    expect(sent).toEqual(['between', 'like q', 'like p']);
  });

  it('[SD3] a like that is under way is not lost, and the last word comes after it', async () => {
    const { box, sent, server } = open();
    let letGo = (): void => undefined;
    server.answer = () => new Promise((resolve) => (letGo = resolve));
    await box.start();
    await box.do(like(true));
    await vi.waitFor(() => expect(box.get()[0]?.state).toBe('sending'));
    await box.do(like(false));
    server.answer = async () => undefined;
    letGo();
    await empty(box);
    expect(sent).toEqual(['like p', 'unlike p']);
  });

  it('[SD3] of several check-ins of one habit and date only the last word is sent', async () => {
    const { box, sent } = open();
    const said = (status: NewCheckin['status'], on: string, day?: string, habitGoalId = 'walk'): Deed => ({
      kind: 'checkin',
      checkin: { habitGoalId, status, ...(day !== undefined && { day }) },
      on,
    });
    await box.do(said('partial', '2026-11-22'));
    await box.do(said('completed', '2026-11-22', undefined, 'swim'));
    await box.do(said('skipped', '2026-11-22', '2026-11-21'));
    await box.do(said('completed', '2026-11-23', '2026-11-22'));
    const waiting = box
      .get()
      .map(({ deed }) => deed.kind === 'checkin' && [deed.checkin.habitGoalId, deed.checkin.status]);
    expect(waiting).toEqual([
      ['swim', 'completed'],
      ['walk', 'skipped'],
      ['walk', 'completed'],
    ]);
    await box.start();
    await empty(box);
    expect(sent).toHaveLength(3);
  });

  it(`[SD3] more than ${WAITING_MAX} do not wait, and none of those that do is lost`, async () => {
    const { box } = open();
    for (let nth = 0; nth < WAITING_MAX; nth += 1) await box.do(like(true, `p${nth}`));
    await expect(box.do(post('one too many'))).rejects.toBeInstanceOf(OutboxFull);
    await box.do(like(false, 'p7'));
    expect(box.get()).toHaveLength(WAITING_MAX);
  });

  it('[SD3] two that share a shelf, one of them holding it at a time, send each once', async () => {
    const shelf = keyValueShelf(store(), 'own');
    const exclusive = oneAtATime();
    const tabs = [open(shelf, { exclusive }), open(shelf, { exclusive })] as const;
    for (const tab of tabs) tab.server.answer = () => new Promise((resolve) => setTimeout(resolve, 5));
    await tabs[0].box.do(post('a'));
    await tabs[0].box.do(post('b'));
    await Promise.all(tabs.map(({ box }) => box.start()));
    await Promise.all(tabs.map(({ box }) => empty(box)));
    expect([...tabs[0].sent, ...tabs[1].sent].sort()).toEqual(['a', 'b']);
  });
});

describe('shelves', () => {
  it.each([
    ['no JSON', '{'],
    ['something else', '{"odd":1}'],
    ['deeds of a later release', '[{"clientId":"1","place":1,"doneAt":1,"doneOn":"2026-11-01","deed":{"kind":"new"}}]'],
  ])('that hold %s are taken as empty', async (_, text) => {
    const names = store();
    names.kept.set('own', text);
    expect(await keyValueShelf(names, 'own').read()).toEqual([]);
  });

  it('of names and texts work at once or later, and leave nothing behind', async () => {
    const names = store();
    const later: KeyValueStore = {
      getItem: async (key) => names.getItem(key),
      setItem: async (key, value) => names.setItem(key, value),
      removeItem: async (key) => names.removeItem(key),
    };
    const { box, sent } = open(keyValueShelf(later, 'own'));
    await Promise.all([box.do(post('a')), box.do(post('b'))]);
    expect(names.kept.size).toBe(1);
    await box.start();
    await empty(box);
    expect([sent, names.kept.size]).toEqual([['a', 'b'], 0]);
  });

  it('that cannot be read for a while are read again', async () => {
    const shelf = memoryShelf();
    const before = open(shelf);
    await before.box.do(post('a'));
    let broken = 3;
    const read = (): Promise<never> | ReturnType<Shelf['read']> => {
      broken -= 1;
      return broken >= 0 ? Promise.reject(new Error('no')) : shelf.read();
    };
    const { box, sent } = open({ ...shelf, read });
    await box.start();
    await vi.waitFor(() => expect(sent).toEqual(['a']));
  });
});

describe('the date here', () => {
  it('is that of the evening before for who is still up', () => {
    expect(dateHere(new Date(2026, 10, 22, 3, 59).getTime())).toBe('2026-11-21');
    expect(dateHere(new Date(2026, 10, 22, 4, 0).getTime())).toBe('2026-11-22');
    expect(dateHere(new Date(2027, 0, 1, 1, 0).getTime())).toBe('2026-12-31');
  });

  it('[SK22] begins at the hour that the person said', () => {
    const at = (hour: number): number => new Date(2026, 10, 22, hour, 59).getTime();
    expect([dateHere(at(0), 0), dateHere(at(11), 12), dateHere(at(12), 12)]).toEqual([
      '2026-11-22',
      '2026-11-21',
      '2026-11-22',
    ]);
  });

  it('[SK22] of a deed is the one at that hour when it is done', async () => {
    let startsAt: number | undefined = 12;
    const { box } = open(memoryShelf(), {
      now: () => new Date(2026, 10, 22, 10).getTime(),
      dayStartsAt: () => startsAt,
    });
    await box.do(post('noon'));
    startsAt = undefined;
    await box.do(post('four'));
    expect(box.get().map(({ doneOn }) => doneOn)).toEqual(['2026-11-21', '2026-11-22']);
  });
});

describe('the date of a check-in', () => {
  const doneAt = new Date(2026, 10, 22, 12, 0).getTime();

  /** What is sent of a check-in after a while. */
  async function dayAfter(ms: number, deed: Partial<Extract<Deed, { kind: 'checkin' }>> = {}, at = doneAt) {
    const bodies: NewCheckin[] = [];
    const api = { pacts: { logCheckin: async (body: NewCheckin) => void bodies.push(body) } } as unknown as Api;
    const whole: Deed = { kind: 'checkin', checkin: { habitGoalId: 'walk', status: 'completed' }, ...deed };
    const signed = { deed: whole, clientId: 'c', doneAt: at, doneOn: dateHere(at) };
    await sendOverRest(api)(signed, at + ms);
    return bodies[0]?.day;
  }

  it('is left to the server while it is on time, and told when it is late', async () => {
    expect(await dayAfter(LATE_AFTER_MS)).toBeUndefined();
    expect(await dayAfter(LATE_AFTER_MS + 1)).toBe('2026-11-22');
    // The clock of the device was set back meanwhile.
    expect(await dayAfter(-LATE_AFTER_MS - 1)).toBe('2026-11-22');
  });

  it('is the one that the page meant, in the zone of the person', async () => {
    expect(await dayAfter(LATE_AFTER_MS, { on: '2026-11-23' })).toBeUndefined();
    expect(await dayAfter(LATE_AFTER_MS + 1, { on: '2026-11-23' })).toBe('2026-11-23');
  });

  it('is told also within the minute when another day began here meanwhile', async () => {
    const lateNight = new Date(2026, 10, 22, 3, 59, 50).getTime();
    expect(await dayAfter(5_000, {}, lateNight)).toBeUndefined();
    expect(await dayAfter(20_000, {}, lateNight)).toBe('2026-11-21');
  });

  /** What an outbox sends of a check-in that is done at one moment and comes through at another. */
  async function daySent(done: number, sentAt: number, options: Partial<OutboxOptions>, deed: object = {}) {
    const bodies: NewCheckin[] = [];
    const api = { pacts: { logCheckin: async (body: NewCheckin) => void bodies.push(body) } } as unknown as Api;
    let now = done;
    const box = new Outbox({
      shelf: keyValueShelf(store(), 'own'),
      send: sendOverRest(api),
      name: 'test',
      now: () => now,
      ...options,
    });
    await box.do({ kind: 'checkin', checkin: { habitGoalId: 'walk', status: 'completed' }, ...deed });
    now = sentAt;
    await box.start();
    await empty(box);
    return bodies.map(({ day }) => day);
  }
  const here = (day: number, hour: number, minute = 0, second = 0): number =>
    new Date(2026, 10, day, hour, minute, second).getTime();

  it.each([
    [0, here(22, 23, 59, 50), here(23, 0, 0, 5), '2026-11-22'],
    [0, here(23, 0, 30), here(23, 0, 30, 5), undefined],
    [0, here(23, 3, 59, 50), here(23, 4, 0, 5), undefined],
    [12, here(22, 11, 59, 50), here(22, 12, 0, 5), '2026-11-21'],
    [12, here(22, 11, 30), here(22, 11, 30, 5), undefined],
    [12, here(22, 3, 59, 50), here(22, 4, 0, 5), undefined],
    [undefined, here(22, 3, 59, 50), here(22, 4, 0, 5), '2026-11-21'],
  ])('[SK22] ends with the day that starts at %s here', async (startsAt, done, sentAt, day) => {
    expect(await daySent(done, sentAt, { dayStartsAt: () => startsAt })).toEqual([day]);
  });

  it('[SK22] is held against the hour of the moment at which it was done, whatever the person says later', async () => {
    const hours = [0, 12];
    const dayStartsAt = (): number | undefined => hours.shift();
    expect(await daySent(here(22, 10), here(22, 10, 0, 5), { dayStartsAt })).toEqual([undefined]);
  });

  it('[OF6] ends where the page says, also in another zone than that of this device', async () => {
    const on = '2026-11-22';
    const onUntil = here(22, 15);
    const sent = (done: number, sentAt: number) => daySent(done, sentAt, {}, { on, onUntil });
    expect(await sent(onUntil - 10_000, onUntil - 1)).toEqual([undefined]);
    expect(await sent(onUntil - 10_000, onUntil)).toEqual([on]);
    // The page was a moment behind.
    expect(await sent(onUntil + 1_000, onUntil + 1_000)).toEqual([on]);
    // Another date began on this device meanwhile, and not where the person is.
    const elsewhere = { on, onUntil: here(22, 9) };
    expect(await daySent(here(22, 3, 59, 50), here(22, 4, 0, 5), {}, elsewhere)).toEqual([undefined]);
  });

  it('that was chosen is told in any case', async () => {
    const checkin = { habitGoalId: 'walk', status: 'partial', day: '2026-11-21' } as const;
    expect(await dayAfter(0, { checkin, on: '2026-11-22' })).toBe('2026-11-21');
    expect(await dayAfter(LATE_AFTER_MS + 1, { checkin, on: '2026-11-22' })).toBe('2026-11-21');
  });
});
