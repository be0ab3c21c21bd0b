// Pictures of check-ins on their way: kept on the device first, and sent once the server has the check-in that they go
// with. The same picture sent twice is one (SPEC.md PF1), so nothing is lost and nothing doubled. It knows no React.
import {
  type Backoff,
  type Checkin,
  type CheckinId,
  type HabitGoalId,
  type OutboxItem,
  sentenceOf,
  waitMs,
} from '@kith/client';
import { CallFailed } from '../api/call';
import { keptCheckins } from './kept-checkins';
import type { Day } from './local-day';
import type { KeptPicture, PictureShelf } from './picture-shelf';

/** A check-in that is not there after so long is not coming any more (SPEC.md SK4). */
const GIVEN_UP_AFTER_MS = 3 * 86_400_000;

/** What did not get through is tried again by itself, as check-ins are (SPEC.md OF9). */
const TIMING: Backoff = { firstMs: 1_000, maxMs: 60_000 };

export interface PictureDoors {
  /** What is on its way. */
  items(): readonly OutboxItem[];
  fetchCheckins(from: Day, to: Day): Promise<readonly Checkin[]>;
  sendProof(checkin: CheckinId, picture: Blob): Promise<void>;
  now?(): number;
  timing?: Backoff;
}

/** Which check-in, as it is said: under which id, and for which date. */
export interface OfCheckin {
  readonly clientId: string;
  readonly habitGoalId: HabitGoalId;
  readonly day: Day;
}

export class KeptPictures {
  private kept: readonly KeptPicture[] = [];
  private running: Promise<void> | undefined;
  private runAgain = false;
  private stopped = false;
  private failures = 0;
  private restUntil = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly shelf: PictureShelf,
    private readonly doors: PictureDoors,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The oldest first; the same list as long as nothing changes. */
  readonly get = (): readonly KeptPicture[] => this.kept;

  start(): void {
    this.stopped = false;
    void this.send();
  }

  /** Tries nothing again by itself any more; what waits stays on the shelf. */
  stop(): void {
    this.stopped = true;
    this.restUntil = 0;
    clearTimeout(this.retryTimer);
  }

  /** Keeps a picture before its check-in is said; resolves with its key. */
  async keep({ clientId, habitGoalId, day }: OfCheckin, picture: Blob): Promise<string> {
    const key = crypto.getRandomValues(new Uint32Array(4)).join('-');
    await this.shelf.put({ key, clientId, habitGoalId, day, picture, at: this.now() });
    await this.look();
    return key;
  }

  /** The keys of those that came with a check-in on its way; an earlier release did not say with which they came. */
  with({ clientId, habitGoalId, day }: OfCheckin): string[] {
    const unsaid = this.of(habitGoalId, day).filter((one) => one.clientId === undefined);
    return [...unsaid, ...this.kept.filter((one) => one.clientId === clientId)].map(({ key }) => key);
  }

  /** All of a date. */
  of(habitGoalId: HabitGoalId, day: Day): readonly KeptPicture[] {
    return this.kept.filter((one) => one.habitGoalId === habitGoalId && one.day === day);
  }

  /** They go with what took the place of their check-in before that was sent. */
  async pass(keys: readonly string[], clientId: string): Promise<void> {
    await this.change(keys, (one) => this.putAnew({ ...one, clientId }));
  }

  /** Forgets them. */
  async drop(keys: readonly string[]): Promise<void> {
    await this.change(keys, ({ key }) => this.shelf.remove(key));
  }

  /** Also those that were refused. */
  async again(): Promise<void> {
    const refused = this.kept.filter(({ refusal }) => refusal !== undefined).map(({ key }) => key);
    await this.change(refused, (one) => {
      const { refusal: _, ...rest } = one;
      return this.putAnew(rest);
    });
    await this.send();
  }

  /** Sends what can be sent, and tries again after a rest what fails for the time being. */
  async send(): Promise<void> {
    this.failures = 0;
    // The server asked for a rest: the timer sends after it.
    if (this.now() < this.restUntil) return;
    await this.run();
  }

  private run(): Promise<void> {
    clearTimeout(this.retryTimer);
    this.runAgain = true;
    this.running ??= this.runs().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async runs(): Promise<void> {
    while (this.runAgain) {
      this.runAgain = false;
      // oxlint-disable-next-line no-await-in-loop -- asked again meanwhile, it looks again afterwards
      await this.sendAll();
    }
  }

  private async sendAll(): Promise<void> {
    await this.look();
    for (const one of this.kept) {
      // oxlint-disable-next-line no-await-in-loop -- pictures are large: one at a time
      if (one.refusal === undefined && !this.isAhead(one) && !(await this.sendOne(one))) return;
    }
  }

  /** `false` if the rest has to wait. */
  private async sendOne(one: KeptPicture): Promise<boolean> {
    try {
      const checkins = await this.doors.fetchCheckins(one.day, one.day);
      const checkin = checkins.find(({ habitGoalId }) => habitGoalId === one.habitGoalId);
      if (checkin) await this.doors.sendProof(checkin.id, one.picture);
      if (checkin || this.now() - one.at > GIVEN_UP_AFTER_MS) await this.shelf.remove(one.key);
      this.failures = 0;
    } catch (error) {
      if (!isRefusal(error)) {
        this.waitThenRun(error);
        return false;
      }
      await this.change([one.key], (still) => this.putAnew({ ...still, refusal: sentenceOf(error) }));
    }
    await this.look();
    return true;
  }

  private waitThenRun(error: unknown): void {
    this.runAgain = false;
    // Who is signed out sends nothing until they sign in.
    if (this.stopped || (error instanceof CallFailed && error.code === 'UNAUTHORIZED')) return;
    const asked = error instanceof CallFailed ? (error.retryAfterMs ?? 0) : 0;
    const wait = waitMs(this.failures, this.doors.timing ?? TIMING, Math.random);
    this.failures += 1;
    this.restUntil = this.now() + asked;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.run(), Math.max(asked, wait));
  }

  /** The shelf says by itself whether it can keep it this time. */
  private putAnew(one: KeptPicture): Promise<void> {
    return this.shelf.put({ ...one, isWithPage: false });
  }

  /** Does something with each that is still there. */
  private async change(keys: readonly string[], work: (one: KeptPicture) => Promise<void>): Promise<void> {
    await Promise.all(this.kept.filter(({ key }) => keys.includes(key)).map(work));
    await this.look();
  }

  /** Whether its check-in is on its way still. */
  private isAhead({ habitGoalId, day }: KeptPicture): boolean {
    return keptCheckins(this.doors.items()).some((one) => one.habitGoalId === habitGoalId && one.day === day);
  }

  private async look(): Promise<void> {
    this.kept = await this.shelf.read();
    for (const listener of this.listeners) listener();
  }

  private now(): number {
    return this.doors.now?.() ?? Date.now();
  }
}

/** What the server does not want; without an answer of Kith, or a good token, it is not known. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof CallFailed) || error.temporary) return false;
  return error.code !== undefined && error.code !== 'UNAUTHORIZED';
}
