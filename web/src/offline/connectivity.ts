// Whether the server can be asked, as far as this page knows: what the browser says of the network, and which of the
// last answers came from what was kept. It makes no calls.
import type { FromWorker } from './messages';

type Listener = () => void;

/** After this long without its own answer, an address no longer says that the server cannot be asked, if others are. */
const HELD_AGAINST_MS = 60_000;

/** From one asking anew to the next: this at least, twice as long each time, until there was none for the longest. */
const REST_MIN_MS = 2_000;
const REST_MAX_MS = 10 * 60_000;

export class Connectivity {
  private isNetworkGone: boolean;
  /** Addresses that were last shown from what was kept, and when. */
  private readonly shown = new Map<string, number>();
  private readonly listeners = new Set<Listener>();
  private readonly backListeners = new Set<Listener>();
  private lastBack = Number.NEGATIVE_INFINITY;
  private restMs = REST_MIN_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(isOnLine: boolean) {
    this.isNetworkGone = !isOnLine;
  }

  /** Whether what is shown may be old. */
  readonly isOffline = (): boolean => this.isNetworkGone || this.shown.size > 0;

  readonly subscribe = (listener: Listener): Listener => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Hears when there is reason to ask again for what is shown: the server can be reached after it could not. */
  onBack(listener: Listener): Listener {
    this.backListeners.add(listener);
    return () => this.backListeners.delete(listener);
  }

  networkChanged(isOnLine: boolean): void {
    if (this.isNetworkGone === !isOnLine) return;
    this.isNetworkGone = !isOnLine;
    if (isOnLine) this.back();
    else this.tell();
  }

  answered({ fromKept, url }: FromWorker): void {
    const wasShowing = this.shown.size > 0;
    if (fromKept) this.shown.set(url, Date.now());
    else this.forget(url);
    if (wasShowing === this.shown.size > 0) return;
    this.tell();
    if (wasShowing) this.backInTime();
  }

  /** The live connection stands: what was shown from the kept may be asked for again. */
  reached(): void {
    if (this.shown.size > 0) this.backInTime();
  }

  private forget(url: string): void {
    this.shown.delete(url);
    const oldest = Date.now() - HELD_AGAINST_MS;
    for (const [held, at] of this.shown) if (at < oldest) this.shown.delete(held);
  }

  /** A server that answers late or in part is not asked for everything again and again. */
  private backInTime(): void {
    const quietMs = Date.now() - this.lastBack;
    if (quietMs > REST_MAX_MS) this.restMs = REST_MIN_MS;
    if (quietMs >= this.restMs) {
      this.back();
      return;
    }
    this.timer ??= setTimeout(() => this.back(), this.restMs - quietMs);
  }

  private back(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const isSoon = Date.now() - this.lastBack < REST_MAX_MS;
    this.restMs = isSoon ? Math.min(this.restMs * 2, REST_MAX_MS) : REST_MIN_MS;
    this.lastBack = Date.now();
    // What still is not answered says so again.
    this.shown.clear();
    this.tell();
    for (const listener of this.backListeners) listener();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export const connectivity = new Connectivity(globalThis.navigator?.onLine ?? true);

globalThis.addEventListener?.('online', () => connectivity.networkChanged(true));
globalThis.addEventListener?.('offline', () => connectivity.networkChanged(false));
