// The commands that wait for their answer: a mark (`ref`) for each, and the promise that its answer settles.
import { startTimer, stopTimer, type Timer } from '../platform.ts';
import type { ErrorCode } from '../protocol/types.ts';
import type { Answer, Told } from './messages.ts';

/** So many commands may wait for their answers at once; the next one is refused as too fast. */
export const WAITING_MAX = 256;

/** The server said no, in a sentence that may be shown. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Whether the same may succeed later without a change. */
    readonly temporary: boolean,
  ) {
    super(message);
  }
}

/** Nobody said anything: the connection was lost, or the answer took too long. It is not known what was done. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  timer: Timer;
}

/** A map from marks to promises; each is settled once, at the latest after `timeoutMs`. */
export class Answers {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(private readonly timeoutMs: number) {}

  /** A new mark, and the promise of its answer. */
  expect(): { ref: number; answer: Promise<Answer> } {
    if (this.waiting.size >= WAITING_MAX) {
      throw new Refused('TOO_FAST', 'Too much waits for an answer. Please try again in a moment.', true);
    }
    this.last += 1;
    const ref = this.last;
    const answer = new Promise<Answer>((resolve, reject) => {
      const timer = startTimer(() => this.take(ref)?.reject(new NoAnswer('No answer came in time.')), this.timeoutMs);
      this.waiting.set(ref, { resolve, reject, timer });
    });
    return { ref, answer };
  }

  /** Settles the promise that a message answers; a message that answers nothing does nothing. */
  settle(message: Told): void {
    if (!('ref' in message)) return;
    const waiting = this.take(message.ref);
    if (message.type === 'ERROR') waiting?.reject(new Refused(message.code, message.message, message.temporary));
    else waiting?.resolve(message);
  }

  /** The connection is gone: nothing that waits will be answered. */
  giveUp(): void {
    for (const ref of this.waiting.keys()) this.take(ref)?.reject(new NoAnswer('The connection was lost.'));
  }

  private take(ref: unknown): Waiting | undefined {
    if (typeof ref !== 'number') return undefined;
    const waiting = this.waiting.get(ref);
    stopTimer(waiting?.timer);
    this.waiting.delete(ref);
    return waiting;
  }
}
