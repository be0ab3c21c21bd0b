// The live connection to the server: dials, joins teams, resumes after a loss where it stopped, tells each entry of a
// feed once, and says when the page has to poll instead. It knows neither React nor the page.
import type { ClientMessage, TeamId } from '../protocol/types';
import { type Answer, Answers, NoAnswer, Refused } from './answers';
import { type Backoff, waitMs } from './backoff';
import { decode } from './decode';
import { encode } from './encode';
import { CLOSED_BAD_TOKEN, isFinal, type LiveEvent, type LiveListener, type LiveStatus } from './events';
import { Rooms } from './rooms';

/** All in milliseconds. */
export interface LiveTiming extends Backoff {
  /** Without a joined room for this long, the page polls. */
  fallbackAfterMs: number;
  /** A dial that takes longer has failed. */
  dialMs: number;
  /** A command not answered by then has failed. */
  answerMs: number;
  /** After this much silence the connection is tried. */
  silenceMs: number;
  /** How long a missing entry may be on its way. */
  gapMs: number;
}

const TIMING: LiveTiming = {
  firstMs: 1_000,
  maxMs: 30_000,
  fallbackAfterMs: 5_000,
  dialMs: 10_000,
  answerMs: 10_000,
  silenceMs: 60_000,
  gapMs: 1_500,
};

/** Failed dials in a row after which the page polls. */
const FAILURES_UNTIL_POLLING = 2;

export interface LiveOptions {
  /** `ws://` or `wss://`, with the path. */
  url: string;
  /** The token to show now; `undefined` when signed out. */
  token: () => string | undefined;
  timing?: Partial<LiveTiming>;
  random?: () => number;
  Socket?: typeof WebSocket;
}

type Timer = ReturnType<typeof setTimeout>;

export class LiveConnection {
  private current: LiveStatus = 'connecting';
  private socket: WebSocket | undefined;
  private shownToken: string | undefined;
  private started = false;
  private failures = 0;
  private heardAt = 0;
  private retryTimer: Timer | undefined;
  private fallbackTimer: Timer | undefined;
  private silenceTimer: Timer | undefined;
  private readonly listeners = new Set<LiveListener>();
  private readonly timing: LiveTiming;
  private readonly answers: Answers;
  private readonly rooms: Rooms;

  constructor(private readonly options: LiveOptions) {
    this.timing = { ...TIMING, ...options.timing };
    this.answers = new Answers(this.timing.answerMs);
    this.rooms = new Rooms(this.timing.gapMs, (teamId, why) => this.emit({ kind: 'stale', teamId, why }));
  }

  get status(): LiveStatus {
    return this.current;
  }

  /** Hears what happens from now on; the result stops that. */
  on(listener: LiveListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    this.become('connecting');
    this.armFallback();
    this.dial();
  }

  /** Hangs up and forgets the rooms. */
  stop(): void {
    this.started = false;
    for (const teamId of this.rooms.ids) this.rooms.remove(teamId);
    this.hangUp();
    this.clearTimers();
    this.failures = 0;
  }

  /** Joins a team now and after every reconnect, from the last entry heard. */
  enter(teamId: TeamId): void {
    if (this.rooms.add(teamId) && this.isOpen) void this.join(teamId);
  }

  leave(teamId: TeamId): void {
    if (this.rooms.remove(teamId) && this.isOpen) this.ask({ type: 'LEAVE_TEAM', teamId }).catch(ignoreLoss);
  }

  /** Sends a command; rejects with `Refused` or `NoAnswer`. */
  ask(message: ClientMessage): Promise<Answer> {
    const { socket } = this;
    if (!socket || !this.isOpen) return Promise.reject(new NoAnswer('There is no connection.'));
    const { ref, answer } = this.answers.expect();
    socket.send(encode(message, ref));
    return answer;
  }

  /** The network is back, or the page is looked at again: try at once instead of waiting. */
  wake(): void {
    if (!this.started || this.current === 'ended') return;
    if (!this.socket) {
      this.failures = 0;
      this.dial();
    } else if (this.isOpen && Date.now() - this.heardAt > this.timing.fallbackAfterMs) this.probe();
  }

  /** The browser says that the network is gone. */
  lose(): void {
    if (this.started && this.socket) this.abandon(this.socket);
  }

  private get isOpen(): boolean {
    return this.socket?.readyState === 1;
  }

  private dial(): void {
    clearTimeout(this.retryTimer);
    const token = this.options.token();
    if (!this.started || token === undefined) return;
    this.shownToken = token;
    const Socket = this.options.Socket ?? WebSocket;
    const socket = new Socket(this.options.url, ['kith.v1', `bearer.${token}`]);
    this.socket = socket;
    const tooLong = setTimeout(() => this.abandon(socket), this.timing.dialMs);
    socket.addEventListener('open', () => {
      clearTimeout(tooLong);
      if (this.socket === socket) this.joinAll();
    });
    socket.addEventListener('message', (event) => {
      if (this.socket === socket) this.hear(event.data);
    });
    socket.addEventListener('error', () => undefined);
    socket.addEventListener('close', (event) => {
      clearTimeout(tooLong);
      if (this.socket === socket) this.lost(event.code);
    });
  }

  private joinAll(): void {
    this.watchSilence();
    if (this.rooms.ids.length === 0) this.arrived();
    for (const teamId of this.rooms.ids) void this.join(teamId);
  }

  private async join(teamId: TeamId): Promise<void> {
    const { socket } = this;
    const command = this.rooms.joinCommand(teamId);
    if (!command) return;
    try {
      await this.ask(command);
    } catch (error) {
      if (this.socket !== socket) return;
      if (error instanceof Refused && !error.temporary) {
        this.rooms.remove(teamId);
        this.emit({ kind: 'refused', teamId, message: error.message });
        if (this.rooms.ids.length === 0) this.arrived();
      } else if (socket) this.abandon(socket);
    }
  }

  private hear(frame: unknown): void {
    this.heardAt = Date.now();
    this.watchSilence();
    const decoded = decode(frame);
    // What this client does not know, a newer one may: it is passed over.
    if (!decoded.ok) return;
    const { message } = decoded;
    if (message.type === 'JOINED_TEAM') {
      this.rooms.joined(message);
      this.arrived();
    }
    this.answers.settle(message);
    const isEntry = message.type === 'NEW_POST' || message.type === 'LIVE_NOTIFICATION';
    if (!isEntry || this.rooms.isNews(message)) this.emit({ kind: 'message', message });
  }

  private watchSilence(): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => this.probe(), this.timing.silenceMs);
  }

  /** Joining again changes nothing and must be answered: a connection that does not answer is dead. */
  private probe(): void {
    const [teamId] = this.rooms.ids;
    if (teamId !== undefined && this.isOpen) void this.join(teamId);
  }

  private arrived(): void {
    this.failures = 0;
    clearTimeout(this.fallbackTimer);
    this.become('live');
  }

  private lost(code: number): void {
    this.hangUp();
    if (!this.started) return;
    if (isFinal(code)) {
      const hasNewToken = code === CLOSED_BAD_TOKEN && this.options.token() !== this.shownToken;
      if (hasNewToken) this.dial();
      else this.end(code);
      return;
    }
    if (this.current === 'live') {
      this.become('reconnecting');
      this.armFallback();
    } else {
      this.failures += 1;
      if (this.failures >= FAILURES_UNTIL_POLLING) this.become('polling');
    }
    const wait = waitMs(this.failures, this.timing, this.options.random ?? Math.random);
    this.retryTimer = setTimeout(() => this.dial(), wait);
  }

  private end(code: number): void {
    this.clearTimers();
    this.become('ended');
    this.emit({ kind: 'ended', code });
  }

  /** Gives up a socket that does not answer, without waiting for its goodbye. */
  private abandon(socket: WebSocket): void {
    if (this.socket === socket) this.lost(1006);
    else socket.close();
  }

  private hangUp(): void {
    const { socket } = this;
    this.socket = undefined;
    socket?.close();
    clearTimeout(this.silenceTimer);
    this.rooms.pause();
    this.answers.giveUp();
  }

  private armFallback(): void {
    clearTimeout(this.fallbackTimer);
    this.fallbackTimer = setTimeout(() => {
      if (this.current !== 'live' && this.current !== 'ended') this.become('polling');
    }, this.timing.fallbackAfterMs);
  }

  private clearTimers(): void {
    clearTimeout(this.retryTimer);
    clearTimeout(this.fallbackTimer);
    clearTimeout(this.silenceTimer);
  }

  private become(status: LiveStatus): void {
    if (this.current === status) return;
    this.current = status;
    this.emit({ kind: 'status', status });
  }

  private emit(event: LiveEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}

function ignoreLoss(): void {
  // Whoever is gone has left.
}
