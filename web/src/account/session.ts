// Who is signed in on this device: the token and the person, kept in localStorage so that a reload changes nothing, and
// shared with the other tabs. It makes no calls.
import type { SignedIn } from '../protocol/types';

const KEY = 'kith.session';

/** Renewed once this part of its life is over. */
const RENEW_AFTER = 0.5;

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

  end(reason?: string): void {
    if (!this.session) return;
    this.session = undefined;
    this.reason = reason;
    localStorage.removeItem(KEY);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export const session = new SessionStore();

/** Whether a token is old enough to be renewed. One that cannot be read is left to the server. */
export function isDueForRenewal(token: string, nowMs: number): boolean {
  const life = readLife(token);
  return life !== undefined && nowMs > life.fromMs + (life.untilMs - life.fromMs) * RENEW_AFTER;
}

function readLife(token: string): { fromMs: number; untilMs: number } | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { iat, exp } = JSON.parse(atob(payload)) as { iat?: unknown; exp?: unknown };
    if (typeof iat !== 'number' || typeof exp !== 'number') return undefined;
    return { fromMs: iat * 1000, untilMs: exp * 1000 };
  } catch {
    return undefined;
  }
}

function read(): SignedIn | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as SignedIn | null;
    const isWhole = typeof kept?.idToken === 'string' && typeof kept.user?.id === 'string';
    return isWhole ? kept : undefined;
  } catch {
    return undefined;
  }
}
