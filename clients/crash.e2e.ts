// The server dies under stock clients and is started again on the same folder and port: they come back by themselves,
// recovered, and have missed nothing.
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually, quiet } from './scene/ear';
import { openHouse } from './scene/house';
import { makeTeam, type Person, posts } from './scene/people';
import { TRANSPORTS } from './scene/stock';

const BACK_WITHIN_MS = 10_000;
/** A stock client that is in the middle of an upgrade at that moment notices only when no ping comes. */
const house = openHouse(['--ping-interval-ms', '1000', '--ping-timeout-ms', '2000']);
let sarah: Person;
let ruth: Person;

beforeAll(async () => {
  [sarah, ruth] = await Promise.all([house.person('Sarah'), house.person('Ruth')]);
});

describe.each(TRANSPORTS)('$name', ({ options: transport }) => {
  it('[RC5, ST2] after kill -9: recovered, with what was written before, meanwhile and after', async () => {
    const team = await makeTeam(sarah, ruth);
    const wire = await house.wire();
    const client = await house.client(ruth, transport, wire.url);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    const id = client.socket.id;
    const heard = await posts(sarah, team, 2, 'Heard');
    await client.ear.told('NEW_POST', { postId: heard[1]?.id });
    wire.admit(false);
    wire.reset();
    const missed = await posts(sarah, team, 3, 'Acknowledged before the end');
    await house.kith.kill();
    await house.kith.start();
    const later = await posts(sarah, team, 3, 'After the start');
    wire.admit(true);
    await client.connected(2, BACK_WITHIN_MS);
    expect(client.recovered).toEqual([false, true]);
    expect(client.socket.id).toBe(id);
    const all = [...heard, ...missed, ...later];
    await client.ear.told('NEW_POST', { postId: all.at(-1)?.id });
    await quiet();
    expect(client.ear.all('NEW_POST', { teamId: team }).map(({ data }) => data)).toMatchObject(
      all.map(({ id: postId, seq }) => ({ postId, seq })),
    );
  });

  it('[RC5] when it dies right under a client that never heard an event', async () => {
    const alone = await house.person('Alone');
    const client = await house.client(alone, transport);
    await house.kith.kill();
    await eventually(() => client.disconnects.length === 1, 'the client notices');
    await house.kith.start();
    await client.connected(2, BACK_WITHIN_MS);
    expect(client.recovered).toEqual([false, true]);
  });

  it('[RC5] three times in a row, under posts that are written all the time', { timeout: 60_000 }, async () => {
    const team = await makeTeam(sarah, ruth);
    const client = await house.client(ruth, transport);
    await client.ear.told('JOINED_TEAM', { teamId: team });
    const written: string[] = [];
    for (let nth = 1; nth <= 3; nth += 1) {
      written.push(...(await posts(sarah, team, 4, `Round ${nth}`)).map((one) => one.id));
      await house.kith.kill();
      await house.kith.start();
      await client.connected(nth + 1, BACK_WITHIN_MS);
    }
    written.push(...(await posts(sarah, team, 1, 'The last')).map((one) => one.id));
    await client.ear.told('NEW_POST', { postId: written.at(-1) });
    await quiet();
    expect(client.ear.all('NEW_POST', { teamId: team }).map(({ data }) => (data as { postId: string }).postId)).toEqual(
      written,
    );
    expect(client.recovered).toEqual([false, true, true, true]);
  });
});
