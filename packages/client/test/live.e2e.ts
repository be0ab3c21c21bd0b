// The live connection against a real server, over every line: the same story in all of them.
import { describe, expect, it, vi } from 'vitest';
import { befriend, post, posts, signToken } from '../../../clients/scene/people.ts';
import { CLOSED_BAD_TOKEN, forum, Refused, team } from '../src/index.ts';
import { type Guest, LINES, type LineName, makeTeam, openHouse, type Person } from './house.ts';

const house = openHouse();
const SOON = { timeout: 8_000, interval: 10 };

async function two(): Promise<{ sarah: Person; ruth: Person; id: string }> {
  const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
  return { sarah, ruth, id: await makeTeam(sarah, ruth) };
}

/** Comes in and is live. */
async function live(person: Person, line: LineName, url?: string): Promise<Guest> {
  const guest = house.guest(person, line, url);
  guest.kith.live.start();
  await vi.waitFor(() => expect(guest.kith.live.status).toBe('live'), SOON);
  return guest;
}

const heardPosts = (guest: Guest): string[] => guest.told('NEW_POST').map(({ postId }) => postId);

describe.each(LINES)('over %s', (line) => {
  it('[SD4] two clients of a team see each other, cheer and like', async () => {
    const { sarah, ruth, id } = await two();
    const [coach, member] = [await live(sarah, line), await live(ruth, line)];
    coach.kith.live.enter(team(id));
    member.kith.live.enter(team(id));
    await vi.waitFor(() => expect(coach.told('PRESENCE_UPDATE').at(-1)?.count).toBe(2), SOON);
    await member.kith.live.ask({ type: 'SEND_CHEER', icon: 'clap', teamId: id });
    await vi.waitFor(() => expect(coach.told('LIVE_CHEER')).toMatchObject([{ userName: ruth.userName }]), SOON);
    const written = await post(sarah, id, 'Hello');
    const answer = await member.kith.live.ask({ type: 'POST_LIKE', postId: written.id });
    expect(answer).toMatchObject({ type: 'ACK', postId: written.id, likeCount: 1, likedByMe: true });
    await vi.waitFor(() => expect(coach.told('LIKE_UPDATE').at(-1)?.likeCount).toBe(1), SOON);
  });

  it('[SD4, RC3] what was missed while the wire was cut is told once and in order', async () => {
    const { sarah, ruth, id } = await two();
    const wire = await house.wire();
    const guest = await live(ruth, line, wire.url);
    guest.kith.live.enter(team(id));
    await vi.waitFor(() => expect(guest.told('JOINED_TEAM').length).toBeGreaterThan(0), SOON);
    const written = await posts(sarah, id, 2, 'Before');
    await vi.waitFor(() => expect(heardPosts(guest)).toEqual(written.map((one) => one.id)), SOON);
    for (const end of [wire.cut, wire.reset]) {
      wire.admit(false);
      end();
      await vi.waitFor(() => expect(guest.kith.live.status).not.toBe('live'), SOON);
      written.push(...(await posts(sarah, id, 3, 'Meanwhile')));
      wire.admit(true);
      await vi.waitFor(() => expect(guest.kith.live.status).toBe('live'), SOON);
      await vi.waitFor(() => expect(heardPosts(guest)).toEqual(written.map((one) => one.id)), SOON);
    }
    written.push(await post(sarah, id, 'After'));
    await vi.waitFor(() => expect(heardPosts(guest)).toEqual(written.map((one) => one.id)), SOON);
    expect(guest.events.filter(({ kind }) => kind === 'stale')).toMatchObject([{ why: 'first-join' }]);
    expect(guest.events.filter(({ kind }) => kind === 'resumed')).toHaveLength(2);
  });

  it('[SD4] a forum is entered, heard and resumed like a team', async () => {
    const { sarah, ruth, id } = await two();
    const wire = await house.wire();
    const [coach, member] = [await live(sarah, line), await live(ruth, line, wire.url)];
    const says = (message: string): Promise<unknown> =>
      coach.kith.live.ask({ type: 'SEND_MESSAGE', roomId: id, message, clientId: message });
    member.kith.live.enter(forum(id));
    await vi.waitFor(() => expect(member.told('JOINED_ROOM').length).toBeGreaterThan(0), SOON);
    await says('one');
    const heard = (): string[] => member.told('SEND_MESSAGE').map(({ message }) => message.text);
    await vi.waitFor(() => expect(heard()).toEqual(['one']), SOON);
    wire.admit(false);
    wire.reset();
    await vi.waitFor(() => expect(member.kith.live.status).not.toBe('live'), SOON);
    await says('two');
    await says('two');
    wire.admit(true);
    await vi.waitFor(() => expect(heard()).toEqual(['one', 'two']), SOON);
  });

  it('[SD4] comes back after the server was killed, and after it was stopped', async () => {
    const { sarah, ruth, id } = await two();
    const guest = await live(ruth, line);
    guest.kith.live.enter(team(id));
    await vi.waitFor(() => expect(guest.told('JOINED_TEAM').length).toBeGreaterThan(0), SOON);
    for (const end of [house.server.kill, house.server.drain]) {
      await end();
      await vi.waitFor(() => expect(guest.kith.live.status).not.toBe('live'), SOON);
      await house.server.start();
      await vi.waitFor(() => expect(guest.kith.live.status).toBe('live'), SOON);
    }
    const written = await post(sarah, id, 'Still here');
    await vi.waitFor(() => expect(heardPosts(guest)).toEqual([written.id]), SOON);
  });

  it('[SD4] refusals are told, of a command and of a room', async () => {
    const { id } = await two();
    const guest = await live(await house.person('Tom'), line);
    guest.kith.live.enter(team(id));
    await vi.waitFor(() => expect(guest.events).toContainEqual(expect.objectContaining({ kind: 'refused' })), SOON);
    const refused = guest.kith.live.ask({ type: 'POST_LIKE', postId: id });
    await expect(refused).rejects.toBeInstanceOf(Refused);
    await expect(refused).rejects.toMatchObject({ temporary: false });
  });

  it('[SD4] friends see who comes', async () => {
    const [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
    await befriend(sarah, ruth);
    const guest = await live(sarah, line);
    await live(ruth, line);
    await vi.waitFor(() => {
      const came = guest.events.flatMap((event) =>
        event.kind === 'message' && event.message.type.startsWith('ACTIVE_CONNECTION_') ? [event.message] : [],
      );
      expect(came).toContainEqual(expect.objectContaining({ id: ruth.id, status: 'active' }));
    }, SOON);
  });

  it('[SD5] a token that is no good ends it, with the code that says so', async () => {
    const ruth = await house.person();
    const bad = { ...ruth, token: signToken(ruth, {}, 'another secret') };
    const guest = house.guest(bad, line);
    guest.kith.live.start();
    // A browser is not told why the upgrade was refused: there it is REST that says so.
    if (line === 'a WebSocket') {
      await vi.waitFor(() => expect(guest.kith.live.status).toBe('polling'), SOON);
      await expect(guest.kith.api.account.fetchMe()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
      return;
    }
    await vi.waitFor(() => expect(guest.events).toContainEqual({ kind: 'ended', code: CLOSED_BAD_TOKEN }), SOON);
  });

  it('[SD5] signing out ends the connection, and it does not come back', async () => {
    const guest = await live(await house.person(), line);
    await guest.kith.api.account.revokeToken();
    await vi.waitFor(() => expect(guest.events).toContainEqual({ kind: 'ended', code: CLOSED_BAD_TOKEN }), SOON);
  });
});
