// What time it is for the server, as far as what it says tells: a device whose clock is an hour off still says
// "2 hours ago" where it is 2 hours.

/** Less than this is the way of the message, not the clock. */
const NOTICED_MS = 60_000;

export class ServerClock {
  private aheadMs = 0;

  constructor(private readonly device: () => number = Date.now) {}

  /** Something that the server has stamped just now. */
  heard(stamp: string): void {
    const ahead = Date.parse(stamp) - this.device();
    if (Number.isNaN(ahead)) return;
    this.aheadMs = Math.abs(ahead) < NOTICED_MS ? 0 : ahead;
  }

  /** Asks the server, once for each page that tells times of others. */
  async learn(): Promise<void> {
    try {
      this.heard((await fetch('/healthz', { method: 'HEAD', cache: 'no-store' })).headers.get('date') ?? '');
    } catch {
      // Then the device's own clock has to do.
    }
  }

  now(): number {
    return this.device() + this.aheadMs;
  }
}

export const serverClock = new ServerClock();
