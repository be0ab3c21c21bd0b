// Pictures of check-ins on their way: kept on the device first, and sent once the server has the check-in that they go
// with. The same picture sent twice is one (SPEC.md PF1), so nothing is lost and nothing doubled. It knows no React.
import { type Checkin, type CheckinId, type HabitGoalId, type OutboxItem, sentenceOf } from '@kith/client';
import { CallFailed } from '../api/call';
import { keptCheckins } from './kept-checkins';
import type { Day } from './local-day';
import type { KeptPicture, PictureShelf } from './picture-shelf';

/** A check-in that is not there after so long is not coming any more (SPEC.md SK4). */
const GIVEN_UP_AFTER_MS = 3 * 86_400_000;

export interface PictureDoors {
  /** What is on its way. */
  items(): readonly OutboxItem[];
  fetchCheckins(from: Day, to: Day): Promise<readonly Checkin[]>;
  sendProof(checkin: CheckinId, picture: Blob): Promise<void>;
  now?(): number;
}

/** Which check-in. */
export interface OfCheckin {
  readonly habitGoalId: HabitGoalId;
  readonly day: Day;
}

export class KeptPictures {
  private kept: readonly KeptPicture[] = [];
  private running: Promise<void> | undefined;
  private runAgain = false;
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

  /** Keeps a picture before its check-in is said. */
  async keep({ habitGoalId, day }: OfCheckin, picture: Blob): Promise<void> {
    const at = this.now();
    await this.shelf.put({ key: crypto.getRandomValues(new Uint32Array(4)).join('-'), habitGoalId, day, picture, at });
    await this.look();
  }

  /** Forgets those of a check-in that was taken back. */
  async drop({ habitGoalId, day }: OfCheckin): Promise<void> {
    const gone = this.kept.filter((one) => one.habitGoalId === habitGoalId && one.day === day);
    await Promise.all(gone.map(({ key }) => this.shelf.remove(key)));
    await this.look();
  }

  /** Also those that were refused. */
  async again(): Promise<void> {
    const refused = this.kept.filter(({ refusal }) => refusal !== undefined);
    await Promise.all(
      refused.map(({ key, habitGoalId, day, picture, at }) => this.shelf.put({ key, habitGoalId, day, picture, at })),
    );
    await this.send();
  }

  /** Sends what can be sent; what fails for the time being stays until the next call. */
  send(): Promise<void> {
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
      if (one.refusal === undefined && !this.isAhead(one)) await this.sendOne(one);
    }
  }

  private async sendOne(one: KeptPicture): Promise<void> {
    try {
      const checkins = await this.doors.fetchCheckins(one.day, one.day);
      const checkin = checkins.find(({ habitGoalId }) => habitGoalId === one.habitGoalId);
      if (checkin) await this.doors.sendProof(checkin.id, one.picture);
      if (checkin || this.now() - one.at > GIVEN_UP_AFTER_MS) await this.shelf.remove(one.key);
    } catch (error) {
      const isRefused = error instanceof CallFailed && !error.temporary && error.code !== 'UNAUTHORIZED';
      if (isRefused && error.code !== undefined)
        await this.shelf.put({ ...one, isWithPage: false, refusal: sentenceOf(error) });
    }
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
