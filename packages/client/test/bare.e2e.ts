// The core where nothing is but the language and what it is given: no DOM, no Node, no good lots.
import { createContext, Script } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { bundle } from '../scripts/bundle.mjs';
import type * as Core from '../src/index.ts';
import { makeTeam, openHouse, SOON } from './house.ts';

const house = openHouse();

it('[SD7] the core runs with timers, a fetch and a WebSocket, and nothing else', async () => {
  const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
  const id = await makeTeam(sarah, ruth);
  const place = createContext({ setTimeout, clearTimeout });
  new Script(await bundle('index.ts')).runInContext(place);
  const core = new Script('Kith').runInContext(place) as typeof Core;
  const kith = core.createKith({
    url: house.url,
    token: () => ruth.token,
    fetch: fetch as Core.Fetch,
    WebSocket,
    timing: SOON,
  });
  const outbox = kith.outboxOf(ruth.id, core.memoryShelf());
  const heard: string[] = [];
  kith.live.on((event) => {
    if (event.kind === 'message' && event.message.type === 'NEW_POST') heard.push(event.message.postId);
  });
  const sent: string[] = [];
  outbox.on((event) => {
    if (event.kind === 'sent' && event.deed.kind === 'post') sent.push((event.answer as Core.Post).id);
  });
  house.afterwards(() => {
    kith.live.stop();
    outbox.stop();
  });
  kith.live.start();
  kith.live.enter(core.team(id));
  await vi.waitFor(() => expect(kith.live.status).toBe('live'), { timeout: 5_000 });
  await outbox.start();
  await outbox.do({ kind: 'post', teamId: id, body: 'From nowhere' });
  await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 5_000 });
  await vi.waitFor(() => expect(sent).toEqual(heard));
  expect(await kith.api.teams.fetchPosts(id)).toMatchObject({ posts: [{ body: 'From nowhere' }] });
});
