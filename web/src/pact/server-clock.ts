// What time it is for the server, as far as what it says tells: a device whose clock is an hour off still says
// "2 hours ago" where it is 2 hours.

/** Less than this is the way of the message, not the clock. */
const NOTICED_MS = 60_000;

export class ServerClock {
  private aheadMs = 0;
  private learning: Promise<void> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly device: () => number = () => Date.now()) {}

  /** Hears when it is found that the device's clock is another one than was thought; the result stops that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** How far the server's clock is ahead of the device's, in milliseconds. */
  readonly ahead = (): number => this.aheadMs;

  /** Something that the server has stamped just now. */
  heard(stamp: string): void {
    const ahead = Date.parse(stamp) - this.device();
    if (Number.isNaN(ahead)) return;
    const noticed = Math.abs(ahead) < NOTICED_MS ? 0 : ahead;
    if (noticed === this.aheadMs) return;
    this.aheadMs = noticed;
    for (const listener of this.listeners) listener();
  }

  /** Asks the server, once for each page that tells times of others; who asks meanwhile gets the same answer. */
  learn(): Promise<void> {
    this.learning ??= this.ask().finally(() => {
      this.learning = undefined;
    });
    return this.learning;
  }

  private async ask(): Promise<void> {
    // Without a network there is nobody to ask.
    if (!(globalThis.navigator?.onLine ?? true)) return;
    try {
      this.heard((await fetch('/healthz', { method: 'HEAD', cache: 'no-store' })).headers.get('date') ?? '');
    } catch {
      // Then the device's own clock has to do.
    }
  }

  now(): number {
    return this.device() + this.aheadMs;
  }

  /** What the device's clock shows at a moment of the server's. */
  onDevice(at: number): number {
    return at - this.aheadMs;
  }
}

export const serverClock = new ServerClock();
