// The flows of pacts, message by message: two stock clients, and a stock client beside a plain WebSocket.
import { describe, expect, it } from 'vitest';
import { type Ear, type Fields, quiet } from './scene/ear';
import { openHouse } from './scene/house';
import { makePact, type Person, type RunningPact } from './scene/people';
import { type Stock, TRANSPORTS, upgraded } from './scene/stock';

/** A client that is stuck in an upgrade notices within three seconds. */
const house = openHouse(['--ping-interval-ms', '1000', '--ping-timeout-ms', '2000']);

async function pair(): Promise<{ ann: Person; bob: Person; pact: RunningPact }> {
  const [ann, bob] = await Promise.all([house.person('Ann'), house.person('Bob')]);
  return { ann, bob, pact: await makePact(ann, bob) };
}

/** Somebody with a connection, whichever dialect it speaks. */
interface Caller {
  readonly ear: Ear;
  say(type: string, data: Fields): void;
}

const bySocketIo = ({ ear, say }: Stock): Caller => ({ ear, say: (type, data) => say(`CLIENT:${type}`, data) });

const TALK = new Set([
  'CHECKIN_LOGGED',
  'PARTNER_CHECKED_IN',
  'CELEBRATION_RECEIVED',
  'ENCOURAGEMENT_RECEIVED',
  'STREAK_MILESTONE',
  'PACT_ACTIVITY',
]);
const talk = (ear: Ear): string[] => ear.messages.map(({ type }) => type).filter((type) => TALK.has(type));

/** The check-in flow: A opens the pact, checks in; B hears it and celebrates; A hears that. */
async function checkInFlow(a: Caller, b: Caller, ann: Person, bob: Person, pact: RunningPact): Promise<void> {
  const pactId = pact.id;
  a.say('JOIN_PACT', { pactId });
  const joined = await a.ear.told('JOINED_PACT', { pactId });
  expect(joined).toMatchObject({ pact: { id: pactId, status: 'active' }, resync: false });
  expect((joined['members'] as Fields[]).map((member) => member['userId']).toSorted()).toEqual(
    [ann.id, bob.id].toSorted(),
  );
  a.ear.forget();
  b.ear.forget();

  a.say('LOG_CHECKIN', { pactId, habitGoalId: pact.habitGoalId, status: 'completed', notes: 'Along the quay' });
  const logged = await a.ear.told('CHECKIN_LOGGED');
  expect(logged).toMatchObject({
    checkin: { userId: ann.id, habitGoalId: pact.habitGoalId, status: 'completed', notes: 'Along the quay' },
    streakUpdate: { before: 0, after: 1 },
  });
  const heard = await b.ear.told('PARTNER_CHECKED_IN', { pactId });
  expect(heard).toMatchObject({
    userId: ann.id,
    userName: ann.userName,
    habitName: 'The walk of Ann',
    checkin: { id: (logged['checkin'] as Fields)['id'], notes: 'Along the quay' },
  });
  const seen = await b.ear.told('PACT_ACTIVITY', { seq: heard['seq'] });
  expect(seen['userId']).toBe(ann.id);

  b.say('SEND_CELEBRATION', { pactId, targetUserId: ann.id });
  const received = await a.ear.told('CELEBRATION_RECEIVED', { pactId });
  expect(received).toMatchObject({
    fromUserName: bob.userName,
    celebration: { fromUserId: bob.id, toUserId: ann.id, checkinId: (logged['checkin'] as Fields)['id'] },
  });
  await b.ear.toldTimes(2, 'PACT_ACTIVITY');
  await quiet();
  expect(talk(a.ear).toSorted()).toEqual(
    ['CHECKIN_LOGGED', 'PACT_ACTIVITY', 'CELEBRATION_RECEIVED', 'PACT_ACTIVITY'].toSorted(),
  );
  expect(talk(b.ear)).toEqual(['PARTNER_CHECKED_IN', 'PACT_ACTIVITY', 'PACT_ACTIVITY']);
}

describe.each(TRANSPORTS)('$name', ({ options: transport }) => {
  it('[LP1, LP2] the check-in flow, between two stock clients', async () => {
    const { ann, bob, pact } = await pair();
    const [a, b] = await Promise.all([house.client(ann, transport), house.client(bob, transport)]);
    await b.ear.told('JOINED_PACT', { pactId: pact.id });
    await checkInFlow(bySocketIo(a), bySocketIo(b), ann, bob, pact);
  });

  it('[LP1, LP2] the check-in flow, from a stock client to a plain one', async () => {
    const { ann, bob, pact } = await pair();
    const [a, b] = await Promise.all([house.client(ann, transport), house.plain(bob)]);
    b.say('JOIN_PACT', { pactId: pact.id });
    await b.ear.told('JOINED_PACT', { pactId: pact.id });
    await checkInFlow(bySocketIo(a), b, ann, bob, pact);
  });

  it('[LP1, LP2] the check-in flow, from a plain client to a stock one', async () => {
    const { ann, bob, pact } = await pair();
    const [a, b] = await Promise.all([house.plain(ann), house.client(bob, transport)]);
    await b.ear.told('JOINED_PACT', { pactId: pact.id });
    await checkInFlow(a, bySocketIo(b), ann, bob, pact);
  });

  it('[LP1] a partner comes online and goes: in all of their pacts, without a packet from their client', async () => {
    const [ann, bob] = await Promise.all([house.person('Ann'), house.person('Bob')]);
    const pacts = [await makePact(ann, bob), await makePact(bob, ann)];
    const [a, plain] = await Promise.all([house.client(ann, transport), house.plain(ann)]);
    for (const { id: pactId } of pacts) {
      plain.say('JOIN_PACT', { pactId });
      await plain.ear.told('JOINED_PACT', { pactId });
      await a.ear.told('JOINED_PACT', { pactId });
    }
    const b = await house.client(bob, transport);
    b.say('CLIENT:LOGIN', { userName: bob.userName });
    for (const { ear } of [a, plain]) {
      for (const { id: pactId } of pacts) {
        await ear.told('PARTNER_JOINED_PACT', { pactId, userId: bob.id, userName: bob.userName });
      }
    }
    for (const { id: pactId } of pacts) b.say('CLIENT:JOIN_PACT', { pactId });
    await b.ear.toldTimes(2, 'JOINED_PACT', { pactId: pacts[0]?.id });
    expect(a.ear.all('PARTNER_JOINED_PACT'), 'once a pact, although the client joins again').toHaveLength(2);
    b.leave();
    for (const { ear } of [a, plain]) {
      for (const { id: pactId } of pacts) {
        const left = await ear.told('PARTNER_LEFT_PACT', { pactId, userId: bob.id }, 8_000);
        expect(Date.parse(String(left['lastSeen']))).toBeGreaterThan(Date.now() - 60_000);
      }
    }
    expect(a.ear.all('PARTNER_JOINED_PACT', { userId: ann.id }), 'a second device is no partner').toEqual([]);
  });

  it('[LP2, CE1, CE2] a letter is heard by who it is to, on each device, and seen by the pact', async () => {
    const [ann, bob, cid] = await Promise.all(['Ann', 'Bob', 'Cid'].map((name) => house.person(name)));
    if (!ann || !bob || !cid) throw new Error('There are three people.');
    const { id: pactId } = await makePact(ann, bob, cid);
    const [a, a2, b, c] = await Promise.all([
      house.client(ann, transport),
      house.client(ann, transport),
      house.client(bob, transport),
      house.client(cid, transport),
    ]);
    await Promise.all([a, a2, b, c].map(({ ear }) => ear.told('JOINED_PACT', { pactId })));
    const sent = await b.ask('CLIENT:SEND_ENCOURAGEMENT', { pactId, targetUserId: ann.id, message: 'You can' });
    expect(sent).toMatchObject({ ok: true });
    for (const { ear } of [a, a2]) {
      await ear.told('ENCOURAGEMENT_RECEIVED', { pactId, fromUserName: bob.userName, message: 'You can' });
    }
    const activity = await c.ear.told('PACT_ACTIVITY', { pactId, type: 'encouragement_sent' });
    expect(activity).toMatchObject({ userId: bob.id, data: { targetUserId: ann.id } });
    await quiet();
    expect(c.ear.all('ENCOURAGEMENT_RECEIVED'), 'only who it is to').toEqual([]);
    expect(b.ear.all('ENCOURAGEMENT_RECEIVED')).toEqual([]);
  });

  it('[CK2] a check-in sent again with its clientId changes nothing and is told to nobody again', async () => {
    const { ann, bob, pact } = await pair();
    const [a, b] = await Promise.all([house.client(ann, transport), house.client(bob, transport)]);
    await b.ear.told('JOINED_PACT', { pactId: pact.id });
    const ask = { pactId: pact.id, habitGoalId: pact.habitGoalId, status: 'completed', clientId: 'once' };
    const first = await a.ask('CLIENT:LOG_CHECKIN', ask);
    const again = await a.ask('CLIENT:LOG_CHECKIN', ask);
    expect(first).toMatchObject({ ok: true });
    expect(again).toMatchObject({ ok: true });
    await b.ear.told('PARTNER_CHECKED_IN');
    await quiet();
    expect(b.ear.all('PARTNER_CHECKED_IN')).toHaveLength(1);
    expect(b.ear.all('PACT_ACTIVITY')).toHaveLength(1);
  });

  it('[RC4] a client that loses its connection hears the pact again, with what was missed, once', async () => {
    const { ann, bob, pact } = await pair();
    const wire = await house.wire();
    const b = await house.client(bob, transport, wire.url);
    await b.ear.told('JOINED_PACT', { pactId: pact.id });
    await upgraded(b);
    wire.admit(false);
    wire.reset();
    const ask = { habitGoalId: pact.habitGoalId, status: 'completed' };
    await ann.call('POST', '/checkins', ask);
    await ann.call('POST', `/pacts/${pact.id}/encourage`, { targetUserId: bob.id, message: 'Your turn' });
    wire.admit(true);
    await b.connected(2);
    await b.ear.told('ENCOURAGEMENT_RECEIVED', { message: 'Your turn' });
    await quiet();
    expect(talk(b.ear)).toEqual(['PARTNER_CHECKED_IN', 'PACT_ACTIVITY', 'ENCOURAGEMENT_RECEIVED', 'PACT_ACTIVITY']);
  });

  it('[PA5] who leaves the pact hears nothing more of it, from that moment on', async () => {
    const [ann, bob, cid] = await Promise.all(['Ann', 'Bob', 'Cid'].map((name) => house.person(name)));
    if (!ann || !bob || !cid) throw new Error('There are three people.');
    const pact = await makePact(ann, bob, cid);
    const [b, c] = await Promise.all([house.client(bob, transport), house.client(cid, transport)]);
    await Promise.all([b, c].map(({ ear }) => ear.told('JOINED_PACT', { pactId: pact.id })));
    await cid.call('POST', `/pacts/${pact.id}/abandon`, {});
    c.ear.forget();
    await ann.call('POST', '/checkins', { habitGoalId: pact.habitGoalId, status: 'completed' });
    await b.ear.told('PARTNER_CHECKED_IN', { pactId: pact.id });
    await quiet();
    expect(c.ear.messages.filter(({ type }) => TALK.has(type))).toEqual([]);
    expect(await c.ask('CLIENT:JOIN_PACT', { pactId: pact.id })).toMatchObject({
      ok: false,
      error: { code: 'NOT_A_MEMBER' },
    });
  });
});

describe('what a stranger may do', () => {
  const stranger = [
    ['JOIN_PACT', {}],
    ['LEAVE_PACT', {}],
    ['LOG_CHECKIN', { status: 'completed' }],
    ['SEND_CELEBRATION', {}],
    ['SEND_ENCOURAGEMENT', { message: 'Hello' }],
  ] as const;

  it.each(stranger)('[MB1] %s is refused, and the pact hears nothing', async (type, fields) => {
    const { ann, bob, pact } = await pair();
    const eve = await house.person('Eve');
    const [b, e, plain] = await Promise.all([house.client(bob), house.client(eve), house.plain(eve)]);
    await b.ear.told('JOINED_PACT', { pactId: pact.id });
    const { checkin } = await ann.call('POST', '/checkins', { habitGoalId: pact.habitGoalId, status: 'completed' });
    await b.ear.told('PARTNER_CHECKED_IN');
    await b.ear.told('NOTIFICATION_CREATED', { notificationType: 'PARTNER_CHECKED_IN' });
    b.ear.forget();
    const data = {
      pactId: pact.id,
      habitGoalId: pact.habitGoalId,
      targetUserId: ann.id,
      checkinId: (checkin as Fields)['id'],
      ...fields,
    };
    expect(await e.ask(`CLIENT:${type}`, data)).toMatchObject({ ok: false, error: { code: 'NOT_A_MEMBER' } });
    plain.say(type, { ...data, ref: 1 });
    await plain.ear.told('ERROR', { code: 'NOT_A_MEMBER', ref: 1 });
    await quiet();
    expect(b.ear.messages).toEqual([]);
  });
});
