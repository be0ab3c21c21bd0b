// Keeps an outbox in IndexedDB, one database for each name. Several tabs may have it open at once.
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { isKept, type Kept, type Shelf } from './outbox/shelf.ts';

interface Deeds extends DBSchema {
  deeds: { key: string; value: Kept };
}

const VERSION = 1;

/** A shelf in IndexedDB; the name should name the person. */
export function idbShelf(name: string): Shelf {
  let opening: Promise<IDBPDatabase<Deeds>> | undefined;
  const forget = (): void => {
    opening = undefined;
  };
  const open = (): Promise<IDBPDatabase<Deeds>> => {
    opening ??= openDB<Deeds>(name, VERSION, {
      upgrade: (db) => void db.createObjectStore('deeds', { keyPath: 'clientId' }),
      // A newer release, or who deletes it, wants it; it is opened again when it is needed.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase | null)?.close();
        forget();
      },
      terminated: forget,
    });
    opening.catch(forget);
    return opening;
  };
  return {
    read: async () => (await (await open()).getAll('deeds')).filter((one) => isKept(one)),
    put: async (kept) => void (await (await open()).put('deeds', kept)),
    remove: async (clientId) => (await open()).delete('deeds', clientId),
  };
}

/** Forgets a shelf with all that is on it, as at signing out. */
export const deleteIdbShelf = (name: string): Promise<void> => deleteDB(name);
