// A newer build of the page that waits to be opened. It takes over when the reader says so, never by itself: what is
// being read or written stays.
import type { ToWorker } from './messages';

const LOOK_EVERY_MS = 60 * 60_000;

type Listener = () => void;

class NewerKith {
  private waiting: ServiceWorker | undefined;
  private readonly listeners = new Set<Listener>();

  readonly isReady = (): boolean => this.waiting !== undefined;

  readonly subscribe = (listener: Listener): Listener => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Opens it: the page is loaded again, as the reader asked. */
  open(): void {
    const { waiting } = this;
    if (!waiting) return;
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    tell(waiting, { type: 'TAKE_OVER' });
  }

  watch(registration: ServiceWorkerRegistration): void {
    const look = (): void => void this.found(registration.waiting);
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
    look();
    // A page that stays open for days asks by itself.
    setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
  }

  private async found(worker: ServiceWorker | null): Promise<void> {
    // Without one in charge it is the first, and nothing is newer than anything.
    if (!worker || !navigator.serviceWorker.controller || worker === this.waiting) return;
    // After a reload the page may be of that build already.
    if (await isOfBuild(worker)) {
      tell(worker, { type: 'TAKE_OVER' });
      return;
    }
    this.waiting = worker;
    for (const listener of this.listeners) listener();
  }
}

export const newerKith = new NewerKith();

export function tell(worker: ServiceWorker, message: ToWorker, ports: MessagePort[] = []): void {
  worker.postMessage(message, ports);
}

function isOfBuild(worker: ServiceWorker): Promise<boolean> {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  if (!script) return Promise.resolve(false);
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener('message', (event) => resolve(event.data === true), { once: true });
    port1.start();
    tell(worker, { type: 'HAS_SCRIPT', url: script.src }, [port2]);
  });
}
