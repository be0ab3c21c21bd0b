// The live connection to the server: dials, enters rooms, resumes after a loss where it stopped, tells each entry of a
// feed once, and says when to poll instead. It knows neither the dialect of its line nor who listens.
import { startTimer, stopTimer, type Timer } from '../platform.ts';
import { Answers, NoAnswer, Refused } from './answers.ts';
import { type Backoff, waitMs } from './backoff.ts';
import {
  CLOSED_BAD_TOKEN,
  CLOSED_LOST,
  isFinal,
  type LiveEvent,
  type LiveListener,
  type LiveStatus,
} from './events.ts';
import type { Dial, Line } from './line.ts';
import type { Answer, Said, Told } from './messages.ts';
import { leaveCommand, type Room, standingOf } from './room.ts';
import { Rooms } from './rooms.ts';

/** All in milliseconds. */
export interface LiveTiming extends Backoff {
  /** Without an entered room for this long, one polls. */
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

/** Failed dials in a row after which one polls. */
const FAILURES_UNTIL_POLLING = 2;

export interface LiveOptions {
  /** How to reach the server: `webSocketLine(url)`, or `socketIoLine(io, url)` of `@kith/client/socket-io`. */
  dial: Dial;
  /** The token to show now; `undefined` when signed out. */
  token: () => string | undefined;
  /** Asked once when the server does not take the token that was shown; `token` gives the better one afterwards. */
  renewToken?: (() => Promise<unknown>) | undefined;
  timing?: Partial<LiveTiming>;
  random?: () => number;
}

export class LiveConnection {
  private current: LiveStatus = 'connecting';
  private line: Line | undefined;
  private shownToken: string | undefined;
  private started = false;
  private wasLost = false;
  private wasRenewed = false;
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
    this.rooms = new Rooms(this.timing.gapMs, {
      stale: (room, why) => this.emit({ kind: 'stale', room, why }),
      unwanted: (room) => this.sayGoodbye(room),
    });
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
    this.wasRenewed = false;
    this.become('connecting');
    this.armFallback();
    this.dial();
  }

  /** Hangs up and forgets the rooms. */
  stop(): void {
    this.started = false;
    this.hangUp();
    this.rooms.clear();
    this.clearTimers();
    this.failures = 0;
    this.wasLost = false;
  }

  /** Enters a room now and after every reconnect, from the last entry heard. */
  enter(room: Room): void {
    if (this.rooms.add(room) && this.isOpen) void this.join(room);
  }

  /** Leaves a room and stays out of it, also where the server lets its guests in by itself. */
  leave(room: Room): void {
    if (this.rooms.remove(room)) this.sayGoodbye(room);
  }

  /** Sends a command; rejects with `Refused` or `NoAnswer`. */
  async ask(message: Said): Promise<Answer> {
    const { line } = this;
    if (!line?.isOpen) throw new NoAnswer('There is no connection.');
    const { ref, answer } = this.answers.expect();
    line.say(message, ref);
    return answer;
  }

  /** Shows a newer token on the open connection, so that it does not end with the one that it was opened with. */
  async prolong(): Promise<void> {
    const idToken = this.options.token();
    if (idToken === undefined || idToken === this.shownToken || !this.isOpen) return;
    await this.ask({ type: 'UPDATE_SESSION', details: { idToken } });
    this.shownToken = idToken;
  }

  /** The network is back, or somebody looks again: try at once instead of waiting. */
  wake(): void {
    if (!this.started || this.current === 'ended') return;
    if (!this.line) {
      this.failures = 0;
      this.dial();
    } else if (this.isOpen && Date.now() - this.heardAt > this.timing.fallbackAfterMs) this.probe();
  }

  /** The network is known to be gone. */
  lose(): void {
    if (this.started && this.line) this.abandon(this.line);
  }

  private get isOpen(): boolean {
    return this.line?.isOpen === true;
  }

  private dial(): void {
    stopTimer(this.retryTimer);
    const token = this.options.token();
    if (!this.started || this.line || token === undefined) return;
    this.shownToken = token;
    const isCurrent = (): boolean => this.line === line;
    const line = this.options.dial(token, {
      opened: () => {
        stopTimer(tooLong);
        if (isCurrent()) this.enterAll();
      },
      heard: (message) => isCurrent() && this.hear(message),
      closed: (code) => {
        stopTimer(tooLong);
        if (isCurrent()) this.lost(code);
      },
    });
    this.line = line;
    const tooLong = startTimer(() => this.abandon(line), this.timing.dialMs);
  }

  private enterAll(): void {
    this.watchSilence();
    const rooms = this.rooms.all;
    if (rooms.length === 0) this.arrived();
    for (const room of rooms) void this.join(room);
  }

  private async join(room: Room): Promise<void> {
    const { line } = this;
    const command = this.rooms.enterCommand(room);
    if (!command) return;
    try {
      await this.ask(command);
      if (this.line === line) this.arrived();
    } catch (error) {
      if (this.line !== line) return;
      if (error instanceof Refused && !error.temporary) {
        this.rooms.drop(room);
        this.emit({ kind: 'refused', room, message: error.message });
        if (this.rooms.all.length === 0) this.arrived();
      } else if (line) this.abandon(line);
    }
  }

  private hear(message: Told | undefined): void {
    this.heardAt = Date.now();
    this.watchSilence();
    if (!message) return;
    const isNews = this.rooms.isNews(message);
    if (standingOf(message)) this.arrived();
    this.answers.settle(message);
    if (isNews) this.emit({ kind: 'message', message });
  }

  private sayGoodbye(room: Room): void {
    // Whoever is gone has left.
    if (this.isOpen) this.ask(leaveCommand(room)).catch(() => undefined);
  }

  private watchSilence(): void {
    stopTimer(this.silenceTimer);
    this.silenceTimer = startTimer(() => this.probe(), this.timing.silenceMs);
  }

  /** Entering again changes nothing and must be answered: a connection that does not answer is dead. */
  private probe(): void {
    const { line } = this;
    if (!line?.isOpen) return;
    const [room] = this.rooms.all;
    if (room) void this.join(room);
    else
      this.ask({ type: 'REQUEST_ROOMS_LIST' }).catch((error: unknown) => {
        if (error instanceof NoAnswer && this.line === line) this.abandon(line);
      });
  }

  private arrived(): void {
    this.failures = 0;
    this.wasRenewed = false;
    stopTimer(this.fallbackTimer);
    if (this.current === 'live') return;
    this.become('live');
    if (this.wasLost) this.emit({ kind: 'resumed' });
    this.wasLost = false;
  }

  private lost(code: number): void {
    this.hangUp();
    if (!this.started) return;
    if (isFinal(code)) {
      void this.turnedAway(code);
      return;
    }
    if (this.current === 'live') {
      this.wasLost = true;
      this.become('reconnecting');
      this.armFallback();
    } else {
      this.failures += 1;
      if (this.failures >= FAILURES_UNTIL_POLLING) this.become('polling');
    }
    const wait = waitMs(this.failures, this.timing, this.options.random ?? Math.random);
    this.retryTimer = startTimer(() => this.dial(), wait);
  }

  /** Comes back only with another token than the one that was refused. */
  private async turnedAway(code: number): Promise<void> {
    const { token, renewToken } = this.options;
    const isRefused = (): boolean => token() === undefined || token() === this.shownToken;
    if (code === CLOSED_BAD_TOKEN) {
      this.wasLost ||= this.current === 'live';
      if (isRefused() && renewToken && !this.wasRenewed) {
        this.wasRenewed = true;
        this.become('reconnecting');
        await renewToken().catch(() => undefined);
        if (!this.started || this.line) return;
      }
      if (!isRefused()) {
        this.dial();
        return;
      }
    }
    this.clearTimers();
    this.become('ended');
    this.emit({ kind: 'ended', code });
  }

  /** Gives up a line that does not answer, without waiting for its goodbye. */
  private abandon(line: Line): void {
    if (this.line === line) this.lost(CLOSED_LOST);
    else line.close();
  }

  private hangUp(): void {
    const { line } = this;
    this.line = undefined;
    line?.close();
    stopTimer(this.silenceTimer);
    this.rooms.pause();
    this.answers.giveUp();
  }

  private armFallback(): void {
    stopTimer(this.fallbackTimer);
    this.fallbackTimer = startTimer(() => {
      if (this.current !== 'live' && this.current !== 'ended') this.become('polling');
    }, this.timing.fallbackAfterMs);
  }

  private clearTimers(): void {
    stopTimer(this.retryTimer);
    stopTimer(this.fallbackTimer);
    stopTimer(this.silenceTimer);
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
