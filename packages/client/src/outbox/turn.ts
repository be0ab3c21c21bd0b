// Whose turn it is to send, of several tabs that share a shelf: one has it at a time, and does short work in it too. It
// does not know what is sent.
import { startTimer, stopTimer } from '../platform.ts';
import type { Exclusive } from './shelf.ts';

export class Turn {
  private isOurs = false;
  /** Short work that waits for the turn; whoever takes it out of here begins it, or gives it up. */
  private readonly asking = new Set<() => Promise<void>>();
  private readonly underWay = new Set<Promise<unknown>>();

  /** `name` names it among the tabs; without `exclusive` it is always ours. */
  constructor(
    private readonly name: string,
    private readonly exclusive: Exclusive = (_, work) => work(),
  ) {}

  /** Waits for the turn and has it for this work. Short work that was asked for comes first, or in between. */
  take(work: () => Promise<void>): Promise<void> {
    return this.exclusive(this.name, async () => {
      this.isOurs = true;
      for (const begin of this.asking) void begin();
      try {
        await work();
      } finally {
        this.isOurs = false;
        await Promise.allSettled(this.underWay);
      }
    });
  }

  /** Does short work in a turn of ours; `undefined` if there was none within so many milliseconds. */
  briefly<T>(work: () => Promise<T>, limitMs: number): Promise<T | undefined> {
    if (this.isOurs) return this.begin(work);
    return new Promise((resolve, reject) => {
      const begin = async (): Promise<void> => {
        if (!this.asking.delete(begin)) return;
        stopTimer(timer);
        await this.begin(work).then(resolve, reject);
      };
      const timer = startTimer(() => {
        if (this.asking.delete(begin)) resolve(undefined);
      }, limitMs);
      this.asking.add(begin);
      this.exclusive(this.name, begin).catch((error: unknown) => {
        this.asking.delete(begin);
        stopTimer(timer);
        reject(error);
      });
    });
  }

  private begin<T>(work: () => Promise<T>): Promise<T> {
    const done = work();
    this.underWay.add(done);
    const over = (): boolean => this.underWay.delete(done);
    done.then(over, over);
    return done;
  }
}
