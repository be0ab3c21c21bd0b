// One story through both dialects: a stock Socket.IO client and a plain WebSocket in one team hear the same.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ear, quiet } from './scene/ear';
import { openHouse } from './scene/house';
import { makeTeam, type Person, post } from './scene/people';
import { TRANSPORTS } from './scene/stock';

const house = openHouse();
let sarah: Person;
let ruth: Person;

beforeAll(async () => {
  [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
});

/** What everybody in a room is told in the same order; presence and counts may be told once for several changes. */
const STORY = new Set(['LIVE_CHEER', 'NEW_POST', 'LIVE_NOTIFICATION', 'TICKER']);
const story = (ear: Ear) => ear.messages.filter(({ type }) => STORY.has(type));

describe.each(TRANSPORTS)('$name', ({ options: transport }) => {
  it('[SO2] a client of Socket.IO is in its teams from the start, and is told what JOINED_TEAM tells', async () => {
    const team = await makeTeam(sarah, ruth);
    const one = await house.client(sarah, transport);
    const other = await house.plain(ruth);
    const joined = await one.ear.told('JOINED_TEAM', { teamId: team });
    other.say('JOIN_TEAM', { teamId: team });
    const same = await other.ear.told('JOINED_TEAM', { teamId: team });
    expect(Object.keys(joined).toSorted()).toEqual(Object.keys(same).toSorted());
    expect(joined).toMatchObject({ epoch: same['epoch'], seq: same['seq'], role: 'coach', resync: false });
    expect(same).toMatchObject({ role: 'member', presence: { count: 2, activeCoaches: ['Sarah Walker'] } });
    await one.ear.told('PRESENCE_UPDATE', { teamId: team, count: 2 });
  });

  it('[SO2] one is in all of one’s teams, and hears nothing of others', async () => {
    const [alan, walter] = await Promise.all([house.person('Alan'), house.person('Walter')]);
    const mine = [await makeTeam(alan), await makeTeam(alan), await makeTeam(walter, alan)];
    const foreign = await makeTeam(walter);
    const client = await house.client(alan, transport);
    for (const team of mine) await client.ear.told('JOINED_TEAM', { teamId: team });
    await post(walter, foreign, 'Between us');
    const last = await post(walter, mine[2] ?? '', 'For all');
    await client.ear.told('NEW_POST', { postId: last.id });
    expect(JSON.stringify(client.ear.messages)).not.toContain(foreign);
  });

  it('[SO3] cheers, posts, pins and shared wins are heard by both, the same and in one order', async () => {
    const [coach, member] = await Promise.all([house.person('Coach'), house.person('Member')]);
    const team = await makeTeam(coach, member);
    const stocky = await house.client(coach, transport);
    const plain = await house.plain(member);
    plain.say('JOIN_TEAM', { teamId: team });
    await Promise.all([stocky, plain].map(({ ear }) => ear.told('PRESENCE_UPDATE', { teamId: team, count: 2 })));

    plain.say('SEND_CHEER', { icon: 'fire', teamId: team });
    await stocky.ear.told('LIVE_CHEER', { teamId: team, userId: member.id, userName: 'Member Walker', icon: 'fire' });
    expect(await stocky.ask('CLIENT:SEND_CHEER', { icon: 'clap', teamId: team })).toEqual({ ok: true });
    const first = await post(member, team, 'Five kilometres!');
    const second = await post(coach, team, 'Well walked');
    await coach.call('POST', `/posts/${second.id}/pin`);
    await coach.call('PUT', `/teams/${team}/counters/steps/thresholds`, { thresholds: [10], unit: 'steps' });
    await member.call('POST', `/teams/${team}/counters/steps`, { delta: 12 });

    for (const { ear } of [stocky, plain]) {
      await ear.told('TICKER');
      await ear.told('LIVE_NOTIFICATION', { teamId: team, postId: second.id });
      expect(ear.all('NEW_POST').map(({ data }) => data)).toMatchObject([
        { teamId: team, postId: first.id, seq: first.seq },
        { teamId: team, postId: second.id, seq: second.seq },
      ]);
    }
    expect(story(stocky.ear)).toEqual(story(plain.ear));
    expect(story(plain.ear).map(({ type }) => type)).toEqual([
      'LIVE_CHEER',
      'LIVE_CHEER',
      'NEW_POST',
      'NEW_POST',
      'LIVE_NOTIFICATION',
      'TICKER',
    ]);
  });

  it('[LK5] likes from both are told to both, and the last count is right', async () => {
    const team = await makeTeam(sarah, ruth);
    const written = await post(sarah, team, 'Like this');
    const stocky = await house.client(sarah, transport);
    const plain = await house.plain(ruth);
    plain.say('JOIN_TEAM', { teamId: team, ref: 1 });
    await plain.ear.told('JOINED_TEAM', { ref: 1 });
    await stocky.ear.told('JOINED_TEAM', { teamId: team });

    expect(await stocky.ask('CLIENT:POST_LIKE', { postId: written.id })).toMatchObject({ ok: true, likeCount: 1 });
    plain.say('POST_LIKE', { postId: written.id, ref: 2 });
    await plain.ear.told('ACK', { ref: 2, likeCount: 2, likedByMe: true });
    for (const { ear } of [stocky, plain]) await ear.told('LIKE_UPDATE', { postId: written.id, likeCount: 2 });
    expect(await stocky.ask('CLIENT:POST_UNLIKE', { postId: written.id })).toMatchObject({
      ok: true,
      likedByMe: false,
    });
    for (const { ear } of [stocky, plain]) await ear.told('LIKE_UPDATE', { postId: written.id, likeCount: 1 });
  });

  it('[PR1] two tabs of Socket.IO and a plain one of the same person are one person', async () => {
    const team = await makeTeam(sarah, ruth);
    const watch = await house.client(sarah, transport);
    await watch.ear.told('JOINED_TEAM', { teamId: team });
    const [tab] = await Promise.all([house.client(ruth, transport), house.client(ruth, transport)]);
    const plain = await house.plain(ruth);
    plain.say('JOIN_TEAM', { teamId: team });
    const joined = await plain.ear.told('JOINED_TEAM', { teamId: team });
    expect(joined['presence']).toMatchObject({ count: 2 });
    await watch.ear.told('PRESENCE_UPDATE', { teamId: team, count: 2 });
    tab?.leave();
    await quiet();
    expect(await presence(team)).toMatchObject({ count: 2, activeCoaches: ['Sarah Walker'] });
  });

  it('[PR5] who goes is not present any more after the grace, and the room is told', async () => {
    const team = await makeTeam(sarah, ruth);
    const watch = await house.client(sarah, transport);
    const going = await house.client(ruth, transport);
    await watch.ear.told('PRESENCE_UPDATE', { teamId: team, count: 2 });
    watch.ear.forget();
    going.leave();
    await watch.ear.told('PRESENCE_UPDATE', { teamId: team, count: 1 }, 8_000);
    expect(await presence(team)).toMatchObject({ count: 1 });
  });

  it('[JN2] who leaves a team’s room hears nothing of it, and hears it again after joining', async () => {
    const team = await makeTeam(sarah, ruth);
    const client = await house.client(ruth, transport);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    expect(await client.ask('CLIENT:LEAVE_TEAM', { teamId: team })).toEqual({ ok: true });
    client.ear.forget();
    const unheard = await post(sarah, team, 'Without Ruth');
    expect(await client.ask('CLIENT:JOIN_TEAM', { teamId: team })).toMatchObject({ ok: true });
    const heard = await post(sarah, team, 'With Ruth');
    await client.ear.told('NEW_POST', { postId: heard.id });
    expect(client.ear.all('NEW_POST', { postId: unheard.id })).toEqual([]);
  });

  it('[RC1] JOIN_TEAM with since is followed by what came after it', async () => {
    const alan = await house.person('Alan');
    const team = await makeTeam(alan);
    const first = await post(alan, team, 'One');
    const second = await post(alan, team, 'Two');
    const client = await house.client(alan, transport);
    await client.ear.told('JOINED_TEAM', { teamId: team, seq: 2 });
    client.ear.forget();
    expect(await client.ask('CLIENT:JOIN_TEAM', { teamId: team, since: 0 })).toMatchObject({ ok: true });
    const told = await client.ear.toldTimes(2, 'NEW_POST', { teamId: team });
    expect(told.map((entry) => entry['postId'])).toEqual([first.id, second.id]);
  });
});

function presence(team: string): Promise<unknown> {
  return sarah.call('GET', `/teams/${team}/presence`);
}
