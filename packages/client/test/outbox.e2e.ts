// The outbox over a wire that is cut, against a real server: what was done offline is there once, and in order.
import { describe, expect, it, vi } from 'vitest';
import { befriend } from '../../../clients/scene/people.ts';
import { createKith, keyValueShelf, type Outbox, type OutboxEvent, type Shelf, webSocketLine } from '../src/index.ts';
import { makeTeam, openHouse, type Person, SOON } from './house.ts';
import { WebSocket } from 'ws';

const house = openHouse();
const PATIENT = { timeout: 10_000, interval: 10 };

/** A shelf like that of a browser, which a reload does not empty. */
function shelf(): Shelf {
  const kept = new Map<string, string>();
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  return keyValueShelf(store, 'outbox');
}

/** Somebody's outbox at the end of a wire, started. */
async function open(person: Person, url: string, on: Shelf): Promise<{ box: Outbox; events: OutboxEvent[] }> {
  const dial = webSocketLine(`${url.replace('http', 'ws')}/ws`, WebSocket);
  const kith = createKith({ url, token: () => person.token, dial, timing: SOON });
  const box = kith.outboxOf(person.id, on);
  const events: OutboxEvent[] = [];
  box.on((event) => events.push(event));
  await box.start();
  kith.live.start();
  house.afterwards(() => {
    box.stop();
    kith.live.stop();
  });
  return { box, events };
}

const sent = (box: Outbox): Promise<void> => vi.waitFor(() => expect(box.get()).toEqual([]), PATIENT);

/** A pact of two that runs. */
async function pactOf(sarah: Person, ruth: Person): Promise<{ pactId: string; habitGoalId: string }> {
  const goal = { name: 'Walk', frequencyType: 'daily' };
  const { habitGoal } = (await sarah.call('POST', '/habit-goals', goal)) as { habitGoal: { id: string } };
  const wanted = { habitGoalId: habitGoal.id, durationDays: 30, partnerUserIds: [ruth.id] };
  const { pact } = (await sarah.call('POST', '/pacts', wanted)) as { pact: { id: string } };
  await ruth.call('POST', `/pacts/${pact.id}/accept`);
  return { pactId: pact.id, habitGoalId: habitGoal.id };
}

describe('[SD1] with the wire cut', () => {
  it('[SD1] everything of every kind is kept, and is there once when the wire is back', async () => {
    const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
    const id = await makeTeam(sarah, ruth);
    await befriend(sarah, ruth);
    const { pactId, habitGoalId } = await pactOf(sarah, ruth);
    const theirs = (await sarah.call('POST', '/checkins', { habitGoalId, status: 'completed' })) as {
      checkin: { id: string };
    };
    const { post } = (await sarah.call('POST', `/teams/${id}/posts`, { body: 'Hello' })) as { post: { id: string } };
    const wire = await house.wire();
    wire.admit(false);
    const { box, events } = await open(ruth, wire.url, shelf());
    await box.do({ kind: 'checkin', checkin: { habitGoalId, pactId, status: 'completed', notes: 'By the sea' } });
    await box.do({ kind: 'post', teamId: id, body: 'One' });
    await box.do({ kind: 'post', teamId: id, body: 'Two' });
    await box.do({ kind: 'like', postId: post.id, liked: true });
    await box.do({ kind: 'forum-message', forumId: id, message: 'To all' });
    await box.do({ kind: 'direct-message', userId: sarah.id, message: 'To you' });
    await box.do({ kind: 'celebration', checkinId: theirs.checkin.id, message: 'Well done' });
    await box.do({ kind: 'encouragement', pactId, targetUserId: sarah.id, message: 'Go on' });
    await box.settled();
    expect(box.get().map(({ state }) => state)).toEqual(Array.from({ length: 8 }, () => 'waiting'));
    wire.admit(true);
    await sent(box);
    expect(events.flatMap((event) => (event.kind === 'sent' ? [event.deed.kind] : []))).toEqual([
      'checkin',
      'post',
      'post',
      'like',
      'forum-message',
      'direct-message',
      'celebration',
      'encouragement',
    ]);
    expect(await ruth.call('GET', `/teams/${id}/posts`)).toMatchObject({
      posts: [{ body: 'Two' }, { body: 'One' }, { body: 'Hello', likeCount: 1, likedByMe: true }],
    });
    const { messages } = (await ruth.call('GET', `/forums/${id}/messages`)) as { messages: object[] };
    expect(messages).toMatchObject([{ text: 'To all' }]);
    expect(await ruth.call('GET', `/direct-messages/${sarah.id}`)).toMatchObject({ messages: [{ text: 'To you' }] });
    const { activities } = (await ruth.call('GET', `/pacts/${pactId}/activities?since=0`)) as {
      activities: { type: string; userId: string; data: { message?: string } }[];
    };
    const mine = activities.filter(({ userId, type }) => userId === ruth.id && !/partner|pact_/.test(type));
    expect(mine.map(({ type }) => type)).toEqual(['checkin_completed', 'celebration_sent', 'encouragement_sent']);
    expect(await ruth.call('GET', '/checkins')).toMatchObject({
      checkins: [{ status: 'completed', notes: 'By the sea' }],
    });
  });

  it('[SD1] answers that are lost on the way double nothing', async () => {
    const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
    const id = await makeTeam(sarah, ruth);
    const wire = await house.wire();
    // Nothing but the answers is taken away: each request reaches the server, and its answer is thrown away once.
    const lost = new Set<string>();
    const losing = async (url: string, request: RequestInit): Promise<Response> => {
      const answer = await fetch(url, request);
      const key = `${request.method} ${String(request.body)}`;
      if (request.method === 'POST' && !lost.has(key)) {
        lost.add(key);
        throw new Error('The answer is lost.');
      }
      return answer;
    };
    const kith = createKith({ url: wire.url, token: () => ruth.token, fetch: losing as typeof fetch, WebSocket });
    const box = kith.outboxOf(ruth.id, shelf());
    house.afterwards(() => box.stop());
    await box.start();
    await box.do({ kind: 'post', teamId: id, body: 'Once' });
    await box.do({ kind: 'forum-message', forumId: id, message: 'Once' });
    await box.do({ kind: 'direct-message', userId: sarah.id, message: 'Once' });
    await sent(box);
    expect(lost.size).toBe(3);
    const counts = await Promise.all([
      ruth.call('GET', `/teams/${id}/posts`).then(({ posts }) => (posts as unknown[]).length),
      ruth.call('GET', `/forums/${id}/messages`).then(({ messages }) => (messages as unknown[]).length),
      ruth.call('GET', `/direct-messages/${sarah.id}`).then(({ messages }) => (messages as unknown[]).length),
    ]);
    expect(counts).toEqual([1, 1, 1]);
  });

  it('[SD1] what waits survives a reload, and a kill of the server', async () => {
    const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
    const id = await makeTeam(sarah, ruth);
    const kept = shelf();
    await house.server.kill();
    const before = await open(ruth, house.url, kept);
    await before.box.do({ kind: 'post', teamId: id, body: 'Before' });
    await before.box.settled();
    before.box.stop();
    await house.server.start();
    const after = await open(ruth, house.url, kept);
    await sent(after.box);
    expect(await ruth.call('GET', `/teams/${id}/posts`)).toMatchObject({ posts: [{ body: 'Before' }] });
  });
});

describe('[SD2] what the server refuses', () => {
  it('[SD2] is set aside with its sentence, and the rest is sent', async () => {
    const [sarah, ruth, tom] = await Promise.all(['Sarah', 'Ruth', 'Tom'].map((name) => house.person(name)));
    if (!sarah || !ruth || !tom) throw new Error('Nobody is here.');
    const [id, theirs] = [await makeTeam(sarah, ruth), await makeTeam(tom)];
    const { box, events } = await open(ruth, house.url, shelf());
    await box.do({ kind: 'post', teamId: theirs, body: 'Not for me' });
    await box.do({ kind: 'post', teamId: id, body: 'Mine' });
    await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toContain('sent'), PATIENT);
    expect(box.get()).toMatchObject([
      { state: 'refused', refusal: { code: 'NOT_A_MEMBER' }, deed: { body: 'Not for me' } },
    ]);
    expect(box.get()[0]?.why).toMatch(/\w+ .*\./);
  });

  it('[SD2] for going too fast is sent later, and nothing is lost', async () => {
    const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
    const id = await makeTeam(sarah, ruth);
    const { box } = await open(ruth, house.url, shelf());
    // Sixty at once and four a second are what one person may say.
    const count = 64;
    await Promise.all(
      Array.from({ length: count }, (_, nth) => box.do({ kind: 'forum-message', forumId: id, message: `${nth}` })),
    );
    await sent(box);
    const { messages } = (await ruth.call('GET', `/forums/${id}/messages?limit=99`)) as {
      messages: { text: string }[];
    };
    expect(messages.map(({ text }) => text).reverse()).toEqual(Array.from({ length: count }, (_, nth) => `${nth}`));
  });
});
