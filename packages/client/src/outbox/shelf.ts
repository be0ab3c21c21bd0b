// Where an outbox keeps what waits, so that it survives a reload: in memory, or in a store of names and texts such as
// `localStorage` or React Native's AsyncStorage. IndexedDB is in `@kith/client/idb`.
import type { ErrorCode } from '../protocol/types.ts';
import type { Deed, SignedDeed } from './deed.ts';

/** A deed on the shelf. */
export interface Kept extends SignedDeed {
  /** Its place: what has a smaller one was done before. */
  readonly place: number;
  /** Why the server does not want it. It waits no more, and is kept so that its words are not lost. */
  readonly refusal?: Refusal;
}

/** A refusal of the server. */
export interface Refusal {
  readonly code: ErrorCode;
  /** For people. */
  readonly message: string;
}

/** Keeps deeds of one person on one device. What is written is there before the promise resolves. */
export interface Shelf {
  /** All of them, in any order. */
  read(): Promise<readonly Kept[]>;
  /** Keeps one, in the place of one with the same `clientId`. */
  put(kept: Kept): Promise<void>;
  /** Twice is the same as once. */
  remove(clientId: string): Promise<void>;
}

/** Forgets everything with the process. */
export function memoryShelf(): Shelf {
  const all = new Map<string, Kept>();
  return {
    read: async () => [...all.values()],
    put: async (kept) => void all.set(kept.clientId, kept),
    remove: async (clientId) => void all.delete(clientId),
  };
}

/** A store of names and texts, at once or later: `localStorage`, `sessionStorage`, AsyncStorage of React Native. */
export interface KeyValueStore {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

/** Lets nobody else on this device do the same at the same time. */
export type Exclusive = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/**
 * Keeps all deeds as one text under one key, which names the person too. Where others have the same store open, as the
 * tabs of a browser have `localStorage`, `exclusive` keeps them apart.
 */
export function keyValueShelf(store: KeyValueStore, key: string, exclusive: Exclusive = (_, work) => work()): Shelf {
  // One after the other: each change reads what the one before has written.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const alone = (): Promise<T> => exclusive(`${key}.shelf`, work);
    const done = last.then(alone, alone);
    last = done;
    return done;
  };
  const read = async (): Promise<Kept[]> => readKept(await store.getItem(key));
  const change = (clientId: string, more: Kept[]): Promise<void> =>
    inTurn(async () => {
      const all = [...(await read()).filter((one) => one.clientId !== clientId), ...more];
      await (all.length === 0 ? store.removeItem(key) : store.setItem(key, JSON.stringify(all)));
    });
  return {
    read: () => inTurn(read),
    put: (kept) => change(kept.clientId, [kept]),
    remove: (clientId) => change(clientId, []),
  };
}

/** What is kept under a key; what is no deed, or no JSON at all, is left out. */
function readKept(text: string | null): Kept[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => isKept(one)) : [];
  } catch {
    return [];
  }
}

const KINDS: Readonly<Record<Deed['kind'], true>> = {
  checkin: true,
  post: true,
  like: true,
  'forum-message': true,
  'direct-message': true,
  celebration: true,
  encouragement: true,
};

/** Whether a value is a deed that this release can send; another one may have written it. */
export function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { clientId, place, doneAt, doneOn, deed } = value as Partial<Record<keyof Kept, unknown>>;
  const kind = typeof deed === 'object' && deed !== null && 'kind' in deed ? deed.kind : undefined;
  return (
    typeof clientId === 'string' &&
    typeof place === 'number' &&
    typeof doneAt === 'number' &&
    typeof doneOn === 'string' &&
    typeof kind === 'string' &&
    Object.hasOwn(KINDS, kind)
  );
}
