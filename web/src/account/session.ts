// Who is signed in on this device: the token and the person, kept in localStorage so that a reload changes nothing, and
// shared with the other tabs. It makes no calls.
import type { SignedIn } from '@kith/client';

export { isDueForRenewal } from '@kith/client';

const KEY = 'kith.session';

type Listener = () => void;

class SessionStore {
  private session: SignedIn | undefined = read();
  private reason: string | undefined;
  private readonly listeners = new Set<Listener>();

  constructor() {
    globalThis.addEventListener?.('storage', (event) => {
      if (event.key !== KEY && event.key !== null) return;
      this.session = read();
      this.tell();
    });
  }

  /** Arrow functions, so that React can take them as they are. */
  readonly get = (): SignedIn | undefined => this.session;

  /** Why the last session ended, in a sentence, if it was not this person's wish. */
  readonly endReason = (): string | undefined => this.reason;

  readonly subscribe = (listener: Listener): Listener => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  begin(session: SignedIn): void {
    this.session = session;
    this.reason = undefined;
    localStorage.setItem(KEY, JSON.stringify(session));
    this.tell();
  }

  /** Ends it for this person; another who signed in meanwhile, in another tab, stays. */
  end(reason?: string): void {
    if (!this.session) return;
    const kept = read();
    const other = kept?.user.id === this.session.user.id ? undefined : kept;
    this.session = other;
    this.reason = other ? undefined : reason;
    if (!other) localStorage.removeItem(KEY);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export const session = new SessionStore();

function read(): SignedIn | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as SignedIn | null;
    const isWhole = typeof kept?.idToken === 'string' && typeof kept.user?.id === 'string';
    return isWhole ? kept : undefined;
  } catch {
    return undefined;
  }
}
