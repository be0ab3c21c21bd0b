// Where pictures wait that go with a check-in, so that they survive a reload: IndexedDB, one database for each person.
// Where a browser has none, or no room, they are kept as long as the page is open.
import type { HabitGoalId } from '@kith/client';
import type { Day } from './local-day';

export interface KeptPicture {
  readonly key: string;
  /** The check-in on its way with which it was chosen, or the one that took its place. */
  readonly clientId?: string;
  /** Of the check-in that it goes with. */
  readonly habitGoalId: HabitGoalId;
  readonly day: Day;
  readonly picture: Blob;
  /** When it was kept, in milliseconds since 1970 by this device. */
  readonly at: number;
  /** The server does not want it, and says why. */
  readonly refusal?: string;
  /** This browser keeps nothing of it: it is gone with the page. */
  readonly isWithPage?: boolean;
}

export interface PictureShelf {
  read(): Promise<readonly KeptPicture[]>;
  put(kept: KeptPicture): Promise<void>;
  remove(key: string): Promise<void>;
}

const STORE = 'pictures';

export const pictureShelfName = (user: string): string => `kith.pictures.${user}`;

export function pictureShelf(name: string): PictureShelf {
  // What the database did not take: what it has under the same keys is older.
  const memory = new Map<string, KeptPicture>();
  const removed = new Set<string>();
  const open = openOnce(name);
  const on = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const transaction = (await open()).transaction(STORE, mode);
    return outcomeOf(transaction, work(transaction.objectStore(STORE)));
  };
  return {
    read: async () => {
      const all = await on<KeptPicture[]>('readonly', (store) => store.getAll()).catch(() => []);
      const kept = all.filter(({ key }) => !memory.has(key) && !removed.has(key));
      return [...kept, ...memory.values()].toSorted((one, other) => one.at - other.at);
    },
    put: async (kept) => {
      removed.delete(kept.key);
      await on('readwrite', (store) => store.put(kept)).then(
        () => memory.delete(kept.key),
        () => memory.set(kept.key, { ...kept, isWithPage: true }),
      );
    },
    remove: async (key) => {
      memory.delete(key);
      removed.add(key);
      await on('readwrite', (store) => store.delete(key)).then(
        () => removed.delete(key),
        () => undefined,
      );
    },
  };
}

/** Forgets a person's pictures on this device, as at signing out. */
export function forgetPictures(user: string): void {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- not every browser has it in every window
  globalThis.indexedDB?.deleteDatabase(pictureShelfName(user));
}

function openOnce(name: string): () => Promise<IDBDatabase> {
  let opening: Promise<IDBDatabase> | undefined;
  const forget = (): void => {
    opening = undefined;
  };
  return () => {
    opening ??= openDatabase(name, forget);
    opening.catch(forget);
    return opening;
  };
}

async function openDatabase(name: string, closed: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE, { keyPath: 'key' }));
  const database = await answerOf(request);
  // Who deletes it wants it closed.
  database.addEventListener('versionchange', () => {
    database.close();
    closed();
  });
  database.addEventListener('close', closed);
  return database;
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('It cannot be kept.')));
  });
}

/** A request may succeed and its transaction be undone all the same, as for want of room: only its end says that it counts. */
function outcomeOf<T>(transaction: IDBTransaction, request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve(request.result));
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('It cannot be kept.')));
  });
}
