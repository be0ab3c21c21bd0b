// Whether the server can be asked, as far as this page knows: what the browser says of the network, and whether the
// last answers came from what was kept. It makes no calls.
import type { FromWorker } from './messages';

type Listener = () => void;

export class Connectivity {
  private isNetworkGone: boolean;
  private isShowingKept = false;
  private readonly listeners = new Set<Listener>();
  private readonly backListeners = new Set<Listener>();

  constructor(isOnLine: boolean) {
    this.isNetworkGone = !isOnLine;
  }

  /** Whether what is shown may be old. */
  readonly isOffline = (): boolean => this.isNetworkGone || this.isShowingKept;

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
    this.tell(isOnLine);
  }

  answered({ fromKept }: FromWorker): void {
    if (this.isShowingKept === fromKept) return;
    this.isShowingKept = fromKept;
    this.tell(!fromKept);
  }

  /** The live connection stands: what was shown from the kept may be asked for again. */
  reached(): void {
    if (this.isShowingKept) for (const listener of this.backListeners) listener();
  }

  private tell(mayBeBack: boolean): void {
    for (const listener of this.listeners) listener();
    if (mayBeBack) for (const listener of this.backListeners) listener();
  }
}

export const connectivity = new Connectivity(globalThis.navigator?.onLine ?? true);

globalThis.addEventListener?.('online', () => connectivity.networkChanged(true));
globalThis.addEventListener?.('offline', () => connectivity.networkChanged(false));
