// Records what a real server tells two people of a pact, in both dialects, as it came over the wire. What it writes is
// replayed by the tests of the store; run it again when the protocol changes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { Ear, quiet } from '../../../../clients/scene/ear.ts';
import { startKith } from '../../../../clients/scene/kith.ts';
import { type Answer, PASSWORD, type Person, register, rest } from '../../../../clients/scene/people.ts';
import { startKith as startDemo } from '../../../../web/e2e/kith.ts';
import type { Recording } from './recording.ts';

const FOLDER = new URL('../recorded/', import.meta.url);

/** Who is gone is told after five seconds. */
const GONE_WITHIN_MS = 10_000;

/** A device that keeps all that it is told. */
interface Device {
  readonly ear: Ear;
  readonly heard: unknown[];
  say(type: string, data: object): void;
  leave(): void;
}

export async function run(): Promise<void> {
  const kith = await startKith();
  try {
    for (const dialect of ['plain', 'action'] as const) write(`pact-${dialect}.json`, await record(kith.url, dialect));
  } finally {
    await kith.stop();
  }
  const demo = await startDemo();
  try {
    for (const recording of await recordMilestone(demo.url)) write(`milestone-${recording.dialect}.json`, recording);
  } finally {
    await demo.stop();
  }
}

function write(name: string, recording: Recording): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL(name, FOLDER), `${JSON.stringify(recording, undefined, 1)}\n`);
  console.log(`${recording.sessions.map((session) => session.length).join(' + ')} messages in ${name}`);
}

/** In the demo's pact Ruth walks for the fourteenth day, as she and Alan are told of it, each in a dialect. */
async function recordMilestone(url: string): Promise<Recording[]> {
  const [ruth, alan] = [await signIn(url, 'ruth'), await signIn(url, 'alan')];
  const { pacts } = (await ruth.call('GET', '/pacts')) as { pacts: { id: string; habitGoalId: string }[] };
  const [{ id: pactId, habitGoalId }] = pacts as [{ id: string; habitGoalId: string }];
  const [hers, his] = [await openPlain(url, ruth), await openAction(url, alan)];
  for (const device of [hers, his]) {
    device.say('JOIN_PACT', { pactId });
    await device.ear.told('JOINED_PACT', { pactId });
  }
  hers.say('LOG_CHECKIN', { habitGoalId, pactId, status: 'completed', clientId: 'fourteenth' });
  for (const device of [hers, his]) await device.ear.told('STREAK_MILESTONE');
  await quiet();
  hers.leave();
  his.leave();
  return [
    { dialect: 'plain', me: ruth.id, pactId, sessions: [hers.heard] },
    { dialect: 'action', me: alan.id, pactId, sessions: [his.heard] },
  ];
}

/** Somebody of the demo. */
async function signIn(url: string, name: string): Promise<Person> {
  const login = { email: `${name}@kith.example`, password: PASSWORD };
  const { user, idToken } = (await rest(url, undefined, 'POST', '/auth/login', login)) as {
    user: { id: string; userName: string };
    idToken: string;
  };
  const call: Person['call'] = (method, path, body) => rest(url, idToken, method, path, body);
  return { id: user.id, userName: user.userName, firstName: name, lastName: '', token: idToken, call };
}

/** A morning in a pact of three, as Ruth is told of it. */
async function record(url: string, dialect: Recording['dialect']): Promise<Recording> {
  const [sarah, ruth, tom] = [await register(url, 'Sarah'), await register(url, 'Ruth'), await register(url, 'Tom')];
  const { pactId, habitGoalId } = await pactOf(sarah, ruth, tom);
  const open = dialect === 'plain' ? openPlain : openAction;
  const sessions: unknown[][] = [];

  const first = await open(url, ruth);
  first.say('JOIN_PACT', { pactId });
  const { epoch } = await first.ear.told('JOINED_PACT', { pactId });
  const partner = await openAction(url, sarah);
  partner.say('JOIN_PACT', { pactId });
  await first.ear.told('PARTNER_JOINED_PACT', { userId: sarah.id });
  const { checkin: theirs } = (await checkIn(sarah, habitGoalId, 'Along the harbour')) as { checkin: { id: string } };
  await first.ear.told('PARTNER_CHECKED_IN', { checkin: { id: theirs.id } });
  first.say('SEND_CELEBRATION', { checkinId: theirs.id, message: 'Well done' });
  first.say('LOG_CHECKIN', { habitGoalId, pactId, status: 'completed', clientId: 'recorded' });
  const { checkin: mine } = (await first.ear.told('CHECKIN_LOGGED')) as { checkin: { id: string } };
  await sarah.call('POST', `/checkins/${mine.id}/celebrate`, { message: 'You too' });
  await tom.call('POST', `/pacts/${pactId}/encourage`, { targetUserId: ruth.id, message: 'Keep going' });
  await first.ear.told('ENCOURAGEMENT_RECEIVED');
  const since = await first.ear.when(() => encouragedAt(first.ear), 'the entry of the encouragement');
  partner.leave();
  await first.ear.told('PARTNER_LEFT_PACT', { userId: sarah.id }, GONE_WITHIN_MS);
  first.leave();
  sessions.push(first.heard);

  // Ruth is away; what happens meanwhile is told when she is back.
  await checkIn(tom, habitGoalId, 'Late, but there');
  await sarah.call('POST', `/pacts/${pactId}/encourage`, { targetUserId: ruth.id, message: 'See you tomorrow' });
  const second = await open(url, ruth);
  second.say('JOIN_PACT', { pactId, since, epoch });
  await second.ear.told('ENCOURAGEMENT_RECEIVED', { message: 'See you tomorrow' });
  second.say('LEAVE_PACT', { pactId });
  await second.ear.told('LEFT_PACT', { pactId });
  await quiet();
  second.leave();
  sessions.push(second.heard);
  return { dialect, me: ruth.id, pactId, sessions };
}

/** The number of the encouragement; its own type is the message's in one dialect, and beside it in the other. */
function encouragedAt(ear: Ear): number | undefined {
  const entries = [{ activityType: 'encouragement_sent' }, { type: 'encouragement_sent' }];
  const [found] = entries.flatMap((fields) => ear.all('PACT_ACTIVITY', fields));
  return found && (found.data as { seq: number }).seq;
}

async function pactOf(sarah: Person, ...others: Person[]): Promise<{ pactId: string; habitGoalId: string }> {
  const goal = { name: 'Walk', frequencyType: 'daily' };
  const { habitGoal } = (await sarah.call('POST', '/habit-goals', goal)) as { habitGoal: { id: string } };
  const wanted = { habitGoalId: habitGoal.id, durationDays: 30, partnerUserIds: others.map(({ id }) => id) };
  const { pact } = (await sarah.call('POST', '/pacts', wanted)) as { pact: { id: string } };
  for (const other of others) await other.call('POST', `/pacts/${pact.id}/accept`);
  return { pactId: pact.id, habitGoalId: habitGoal.id };
}

const checkIn = (person: Person, habitGoalId: string, notes: string): Promise<Answer> =>
  person.call('POST', '/checkins', { habitGoalId, status: 'completed', notes });

async function openPlain(url: string, person: Person): Promise<Device> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, ['kith.v1', `bearer.${person.token}`]);
  const [ear, heard] = [new Ear(), [] as unknown[]];
  socket.on('message', (frame) => {
    const message = JSON.parse(String(frame)) as { type: string };
    heard.push(message);
    const { type, ...data } = message;
    ear.hear({ type, data });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  let said = 0;
  const say = (type: string, data: object): void => socket.send(JSON.stringify({ type, ...data, ref: (said += 1) }));
  return { ear, heard, say, leave: () => socket.close() };
}

async function openAction(url: string, person: Person): Promise<Device> {
  const auth = { token: person.token };
  const socket = io(url, { path: '/socketio', forceNew: true, reconnection: false, transports: ['websocket'], auth });
  const [ear, heard] = [new Ear(), [] as unknown[]];
  socket.on('action', (action: { type: string; data: unknown }) => {
    heard.push(action);
    ear.hear({ type: action.type.replace(/^SERVER:/, ''), data: action.data });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const say = (type: string, data: object): void => void socket.emit('action', { type: `CLIENT:${type}`, data });
  return { ear, heard, say, leave: () => void socket.disconnect() };
}
