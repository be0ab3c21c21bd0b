// The live connection against a real WebSocket server on this machine, which each test lets say what it likes.
// Size: one server that says what the test likes, and every story that needs it.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket as Socket, WebSocketServer } from 'ws';
import { NoAnswer, Refused } from './answers.ts';
import { LiveConnection, type LiveTiming } from './connection.ts';
import type { LiveEvent, LiveStatus } from './events.ts';
import { webSocketLine } from './line.ts';
import type { Told } from './messages.ts';
import { forum, pact, team } from './room.ts';

const TEAM = 'team-a';
const ROOM = team(TEAM);
const QUICK: LiveTiming = {
  firstMs: 10,
  maxMs: 40,
  fallbackAfterMs: 150,
  dialMs: 400,
  answerMs: 120,
  silenceMs: 60_000,
  gapMs: 40,
};

type Command = { type: string; ref: number; [field: string]: unknown };

/** A server of one team: it answers JOIN_TEAM, and otherwise does what the test says. */
class TestServer {
  readonly commands: Command[] = [];
  readonly tokens: string[] = [];
  epoch = 'e1';
  seq = 0;
  resync = false;
  answersJoins = true;
  onCommand: (command: Command, socket: Socket) => void = () => undefined;
  private constructor(readonly server: WebSocketServer) {
    server.on('connection', (socket, request) => {
      this.tokens.push(String(request.headers['sec-websocket-protocol']));
      socket.on('message', (data) => this.hear(JSON.parse(String(data)) as Command, socket));
    });
  }

  static async start(port = 0): Promise<TestServer> {
    const server = new WebSocketServer({ port, host: '127.0.0.1' });
    await once(server, 'listening');
    return new TestServer(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  tell(message: Told): void {
    for (const socket of this.server.clients) socket.send(JSON.stringify(message));
  }

  post(seq: number): void {
    this.seq = Math.max(this.seq, seq);
    this.tell({ type: 'NEW_POST', teamId: TEAM, postId: `post-${seq}`, seq, authorId: 'ruth' });
  }

  drop(code?: number): void {
    for (const socket of this.server.clients) {
      if (code === undefined) socket.terminate();
      else socket.close(code);
    }
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private hear(command: Command, socket: Socket): void {
    this.commands.push(command);
    if (command.type === 'JOIN_TEAM' && this.answersJoins) {
      const { epoch, seq, resync } = this;
      const joined: Told = {
        type: 'JOINED_TEAM',
        ref: command.ref,
        teamId: TEAM,
        epoch,
        seq,
        role: 'member',
        presence: { count: 1, activeCoaches: [] },
        resync,
      };
      socket.send(JSON.stringify(joined));
    }
    this.onCommand(command, socket);
  }
}

let server: TestServer;
let connection: LiveConnection;
let events: LiveEvent[];
let token: string | undefined;
let renew: (() => Promise<void>) | undefined;

function connect(timing: Partial<LiveTiming> = {}, port = server.port): void {
  connection = new LiveConnection({
    dial: webSocketLine(`ws://127.0.0.1:${port}/ws`, Socket),
    token: () => token,
    renewToken: renew && (() => renew?.() ?? Promise.resolve()),
    timing: { ...QUICK, ...timing },
  });
  connection.on((event) => events.push(event));
  connection.start();
}

const becomes = (status: LiveStatus): Promise<void> =>
  vi.waitFor(() => expect(connection.status).toBe(status), { timeout: 2_000, interval: 5 });

const statuses = (): LiveStatus[] => events.flatMap((event) => (event.kind === 'status' ? [event.status] : []));

const stale = (): string[] => events.flatMap((event) => (event.kind === 'stale' ? [event.why] : []));

const posts = (): number[] =>
  events.flatMap((event) => (event.kind === 'message' && event.message.type === 'NEW_POST' ? [event.message.seq] : []));

const joins = (): Command[] => server.commands.filter((command) => command.type === 'JOIN_TEAM');

async function live(): Promise<void> {
  connect();
  connection.enter(ROOM);
  await becomes('live');
}

beforeEach(async () => {
  server = await TestServer.start();
  events = [];
  token = 'token-1';
  renew = undefined;
});

afterEach(async () => {
  connection.stop();
  await server.stop();
});

describe('resume', () => {
  it('[RC3] joins at first without a place, then from the last entry heard, with its epoch', async () => {
    server.seq = 7;
    await live();
    server.post(8);
    server.post(9);
    await vi.waitFor(() => expect(posts()).toEqual([8, 9]));
    server.drop();
    await becomes('reconnecting');
    await becomes('live');
    expect(joins()).toMatchObject([{ teamId: TEAM }, { teamId: TEAM, since: 9, epoch: 'e1' }]);
    expect(joins()[0]).not.toHaveProperty('since');
  });

  it('[RC3] shows each entry once, however often it is told', async () => {
    await live();
    server.post(1);
    server.post(2);
    await vi.waitFor(() => expect(posts()).toEqual([1, 2]));
    server.onCommand = () => [2, 3, 4, 3].forEach((seq) => server.post(seq));
    server.seq = 4;
    server.drop();
    await vi.waitFor(() => expect(posts()).toEqual([1, 2, 3, 4]), { timeout: 2_000 });
    server.post(4);
    server.post(5);
    await vi.waitFor(() => expect(posts()).toEqual([1, 2, 3, 4, 5]));
    expect(stale()).toEqual(['first-join']);
  });

  it('[RC3] asks for the feed when an entry stays missing, and goes on after it', async () => {
    await live();
    server.post(1);
    server.post(3);
    await vi.waitFor(() => expect(stale()).toEqual(['first-join', 'gap']));
    server.post(4);
    await vi.waitFor(() => expect(posts()).toEqual([1, 3, 4]));
  });

  it('[RC3] waits a moment for an entry that is only late', async () => {
    await live();
    server.post(2);
    server.post(1);
    await vi.waitFor(() => expect(posts()).toEqual([2, 1]));
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(stale()).toEqual(['first-join']);
  });

  it('[RC3] takes over a new numbering, and asks for the feed', async () => {
    server.seq = 40;
    await live();
    Object.assign(server, { epoch: 'e2', seq: 2, resync: true });
    server.drop();
    await vi.waitFor(() => expect(stale()).toEqual(['first-join', 'resync']), { timeout: 2_000 });
    server.post(3);
    await vi.waitFor(() => expect(posts()).toEqual([3]));
  });

  it('[RC3] leaves what it left: a team is not joined again', async () => {
    await live();
    connection.leave(ROOM);
    await vi.waitFor(() => expect(server.commands.at(-1)?.type).toBe('LEAVE_TEAM'));
    server.drop();
    await becomes('reconnecting');
    await becomes('live');
    expect(joins()).toHaveLength(1);
  });
});

describe('fallback', () => {
  it('[PL1] says to poll after two failed tries, and comes back when the server does', async () => {
    await live();
    const { port } = server;
    await server.stop();
    await becomes('polling');
    server = await TestServer.start(port);
    await becomes('live');
    expect(statuses()).toEqual(['live', 'reconnecting', 'polling', 'live']);
  });

  it('[PL1] says to poll when the first join takes too long, and still joins later', async () => {
    server.answersJoins = false;
    connect();
    connection.enter(ROOM);
    await becomes('polling');
    server.answersJoins = true;
    await becomes('live');
  });

  it('[PL1] tries at once when the browser is back on the network', async () => {
    const { port } = server;
    await server.stop();
    connect({ firstMs: 60_000, maxMs: 60_000 }, port);
    connection.enter(ROOM);
    await becomes('polling');
    server = await TestServer.start(port);
    connection.wake();
    await becomes('live');
  });

  it('notices a connection that has gone silent and does not answer', async () => {
    connect({ silenceMs: 60 });
    connection.enter(ROOM);
    await becomes('live');
    server.answersJoins = false;
    await becomes('reconnecting');
    server.answersJoins = true;
    await becomes('live');
  });
});

describe('goodbyes', () => {
  it.each([4001, 4002, 4003, 1012])('comes back after %i', async (code) => {
    await live();
    server.drop(code);
    await becomes('reconnecting');
    await becomes('live');
  });

  it.each([4501, 4502, 4503])('does not come back after %i, and says so', async (code) => {
    await live();
    server.drop(code);
    await becomes('ended');
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(server.tokens).toHaveLength(1);
    expect(events.at(-1)).toEqual({ kind: 'ended', code });
  });

  it('shows a token that was renewed meanwhile instead of ending', async () => {
    await live();
    token = 'token-2';
    server.drop(4501);
    await vi.waitFor(() => expect(server.tokens).toEqual(['kith.v1,bearer.token-1', 'kith.v1,bearer.token-2']));
    await vi.waitFor(() => expect(joins()).toHaveLength(2));
    expect(connection.status).not.toBe('ended');
  });
});

describe('tokens', () => {
  it('[SD5] asks once for a better token when the one that was shown is refused', async () => {
    let asked = 0;
    renew = async () => {
      asked += 1;
      token = 'token-2';
    };
    await live();
    server.drop(4501);
    await vi.waitFor(() => expect(server.tokens).toEqual(['kith.v1,bearer.token-1', 'kith.v1,bearer.token-2']));
    await becomes('live');
    expect(asked).toBe(1);
    server.drop(4501);
    await vi.waitFor(() => expect(asked).toBe(2));
  });

  it('[SD5] ends when there is no better one, or the better one is refused too', async () => {
    renew = () => Promise.reject(new Error('no'));
    await live();
    server.drop(4501);
    await becomes('ended');
    connection.stop();
    server.answersJoins = false;
    server.onCommand = (_, socket) => socket.close(4501);
    let minted = 0;
    renew = async () => {
      minted += 1;
      token = `minted-${minted}`;
    };
    connection.start();
    connection.enter(ROOM);
    await becomes('ended');
    expect(minted).toBe(1);
  });

  it('[SD5] shows a newer token on the open connection', async () => {
    server.onCommand = ({ type, ref }, socket) => {
      if (type === 'UPDATE_SESSION') socket.send(JSON.stringify({ type: 'ACK', ref }));
    };
    await live();
    await connection.prolong();
    expect(server.commands.map(({ type }) => type)).toEqual(['JOIN_TEAM']);
    token = 'token-2';
    await connection.prolong();
    expect(server.commands.at(-1)).toMatchObject({ type: 'UPDATE_SESSION', details: { idToken: 'token-2' } });
  });
});

describe('rooms of every kind', () => {
  const PACT = 'pact-a';
  const data = { userName: 'Ruth', habitGoalId: 'g', habitName: 'Walk' };
  const joinedPact = (seq: number): Told => ({
    type: 'JOINED_PACT',
    pactId: PACT,
    pact: {
      id: PACT,
      habitGoalId: 'g',
      habitName: 'Walk',
      status: 'active',
      pactType: 'accountability',
      durationDays: 30,
      creatorUserId: 'ruth',
      members: [],
      createdAt: '2026-11-01T00:00:00.000Z',
    },
    members: [],
    presence: { count: 1, here: [], away: [] },
    activities: [],
    epoch: 'p1',
    seq,
    resync: false,
  });
  const activity = (seq: number): Told => ({
    type: 'PACT_ACTIVITY',
    id: `activity-${seq}`,
    seq,
    pactId: PACT,
    activityType: 'checkin_completed',
    userId: 'ruth',
    data,
    createdAt: '2026-11-02T00:00:00.000Z',
  });
  const milestone = (seq: number): Told => ({
    type: 'STREAK_MILESTONE',
    pactId: PACT,
    userId: 'ruth',
    userName: 'Ruth',
    habitGoalId: 'g',
    streakDays: 7,
    seq,
  });
  const heard = (): [string, number][] =>
    events.flatMap((event) =>
      event.kind === 'message' && 'seq' in event.message && event.message.type !== 'JOINED_PACT'
        ? [[event.message.type, Number(event.message.seq)] as [string, number]]
        : [],
    );

  it('[SD4] takes over a room that the server let it into, and resumes it like the others', async () => {
    connect();
    await becomes('live');
    server.tell(joinedPact(4));
    server.tell(milestone(5));
    server.tell(activity(5));
    await vi.waitFor(() =>
      expect(heard()).toEqual([
        ['STREAK_MILESTONE', 5],
        ['PACT_ACTIVITY', 5],
      ]),
    );
    server.drop();
    await becomes('reconnecting');
    await vi.waitFor(() => expect(server.commands).toHaveLength(1));
    expect(server.commands[0]).toMatchObject({ type: 'JOIN_PACT', pactId: PACT, since: 5, epoch: 'p1' });
  });

  it('[SD4] tells a word about an entry once, and the entry once, in whichever order they come', async () => {
    connect();
    await becomes('live');
    server.tell(joinedPact(4));
    for (const message of [activity(5), milestone(5), milestone(5), activity(5), milestone(4), activity(6)])
      server.tell(message);
    await vi.waitFor(() => expect(heard()).toContainEqual(['PACT_ACTIVITY', 6]));
    expect(heard()).toEqual([
      ['PACT_ACTIVITY', 5],
      ['STREAK_MILESTONE', 5],
      ['PACT_ACTIVITY', 6],
    ]);
  });

  it('[SD4] stays out of a room that it left, though the server lets it in again', async () => {
    connect();
    await becomes('live');
    server.tell(joinedPact(4));
    await vi.waitFor(() => expect(events.some((event) => event.kind === 'stale')).toBe(true));
    connection.leave(pact(PACT));
    await vi.waitFor(() => expect(server.commands.map(({ type }) => type)).toEqual(['LEAVE_PACT']));
    server.tell(joinedPact(9));
    await vi.waitFor(() => expect(server.commands.map(({ type }) => type)).toEqual(['LEAVE_PACT', 'LEAVE_PACT']));
    server.tell(activity(10));
    server.tell({ type: 'LIKE_UPDATE', postId: 'p', likeCount: 1 });
    await vi.waitFor(() => expect(events).toContainEqual(expect.objectContaining({ kind: 'message' })));
    expect(heard()).toEqual([]);
  });

  it('[SD4] is out of a pact when the server says so unasked, and not by the answer to an earlier goodbye', async () => {
    connect();
    await becomes('live');
    server.tell(joinedPact(4));
    server.tell({ type: 'LEFT_PACT', pactId: PACT, ref: 99 });
    server.tell(activity(5));
    await vi.waitFor(() => expect(heard()).toEqual([['PACT_ACTIVITY', 5]]));
    server.tell({ type: 'LEFT_PACT', pactId: PACT });
    server.tell(activity(6));
    server.drop();
    await becomes('reconnecting');
    await becomes('live');
    expect(heard()).toEqual([['PACT_ACTIVITY', 5]]);
    expect(server.commands).toEqual([]);
  });

  it('[SD4] enters a forum by its own words, and numbers what is said there', async () => {
    server.onCommand = ({ type, ref }, socket) => {
      if (type !== 'JOIN_ROOM') return;
      const message = {
        id: 'm0',
        key: 'm0',
        fromUserId: 'ruth',
        fromUserName: 'you',
        fromUserImgSrc: '',
        time: '',
        createdAt: '2026-11-02T00:00:00.000Z',
        text: '',
        isAnnouncement: true,
      };
      const joined: Told = {
        type: 'JOINED_ROOM',
        ref,
        roomId: 'forum-a',
        message,
        userName: 'Ruth',
        epoch: 'f1',
        seq: 2,
        resync: false,
      };
      socket.send(JSON.stringify(joined));
      for (const seq of [3, 3, 2]) {
        const said = { type: 'SEND_MESSAGE', roomId: 'forum-a', message: { ...message, seq, isAnnouncement: false } };
        socket.send(JSON.stringify(said));
      }
    };
    connect();
    connection.enter(forum('forum-a'));
    await becomes('live');
    const said = (): unknown[] =>
      events.flatMap((event) =>
        event.kind === 'message' && event.message.type === 'SEND_MESSAGE' ? [event.message.message.seq] : [],
      );
    await vi.waitFor(() => expect(said()).toEqual([3]));
    server.drop();
    await vi.waitFor(() =>
      expect(server.commands.at(-1)).toMatchObject({ type: 'JOIN_ROOM', roomId: 'forum-a', since: 3, epoch: 'f1' }),
    );
    await vi.waitFor(() => expect(events).toContainEqual({ kind: 'resumed' }));
  });
});

describe('commands', () => {
  it('get the answer that carries their mark', async () => {
    server.onCommand = (command, socket) => {
      if (command.type !== 'POST_LIKE') return;
      const likeCount = command['postId'] === 'a' ? 3 : 8;
      // The answer to the first comes last.
      setTimeout(
        () => socket.send(JSON.stringify({ type: 'ACK', ref: command.ref, likeCount })),
        likeCount === 3 ? 40 : 0,
      );
    };
    await live();
    const answers = ['a', 'b'].map((postId) => connection.ask({ type: 'POST_LIKE', postId }));
    expect(await Promise.all(answers)).toMatchObject([{ likeCount: 3 }, { likeCount: 8 }]);
  });

  it('are refused in the server’s own words', async () => {
    const sentence = 'One moment, please.';
    server.onCommand = ({ type, ref }, socket) => {
      if (type === 'SEND_CHEER')
        socket.send(JSON.stringify({ type: 'ERROR', code: 'TOO_FAST', message: sentence, ref, temporary: true }));
    };
    await live();
    const refused = connection.ask({ type: 'SEND_CHEER', icon: 'heart', teamId: TEAM });
    await expect(refused).rejects.toEqual(new Refused('TOO_FAST', sentence, true));
  });

  it('do not wait for ever, nor for a lost connection, nor without one', async () => {
    await live();
    await expect(connection.ask({ type: 'POST_LIKE', postId: 'a' })).rejects.toBeInstanceOf(NoAnswer);
    const lost = connection.ask({ type: 'POST_LIKE', postId: 'a' });
    server.drop();
    await expect(lost).rejects.toBeInstanceOf(NoAnswer);
    await expect(connection.ask({ type: 'POST_LIKE', postId: 'a' })).rejects.toBeInstanceOf(NoAnswer);
  });

  it('a team that may not be entered is told, and not tried again', async () => {
    server.answersJoins = false;
    server.onCommand = ({ type, ref }, socket) => {
      if (type !== 'JOIN_TEAM') return;
      socket.send(
        JSON.stringify({
          type: 'ERROR',
          code: 'NOT_A_MEMBER',
          message: 'You are not in this team.',
          ref,
          temporary: false,
        }),
      );
    };
    connect();
    connection.enter(ROOM);
    await vi.waitFor(() =>
      expect(events).toContainEqual({ kind: 'refused', room: ROOM, message: 'You are not in this team.' }),
    );
    await becomes('live');
  });

  it('a frame that it does not know is passed over', async () => {
    await live();
    for (const socket of server.server.clients)
      ['{', '{"type":"SOMETHING_NEW"}', '[]'].forEach((frame) => socket.send(frame));
    server.post(1);
    await vi.waitFor(() => expect(posts()).toEqual([1]));
    expect(connection.status).toBe('live');
  });
});
