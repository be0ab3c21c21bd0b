// Remembers how far each conversation was read: in memory for the pages, on this device for the next visit.
import type { TalkKey } from './talk';
import { afterHearing, afterJoining, afterReading, type Unread, unreadTalks } from './unread';

export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

const NONE: readonly TalkKey[] = [];

export class UnreadStore {
  private state: Unread;
  private talks: readonly TalkKey[] = NONE;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly shelf: Shelf,
    private readonly shelfKey: string,
  ) {
    this.state = { latest: {}, read: readShelf(shelf, shelfKey) };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The talks that hold something unread. */
  readonly get = (): readonly TalkKey[] => this.talks;

  /** The talks that this device remembers, the latest one last. */
  get remembered(): TalkKey[] {
    return Object.keys(this.state.read) as TalkKey[];
  }

  /** Up to which number a talk was read; `undefined` if this device does not remember it. */
  readUpTo(talk: TalkKey): number | undefined {
    return this.state.read[talk];
  }

  heard(talk: TalkKey, seq: number): void {
    this.change(afterHearing(this.state, talk, seq));
  }

  joined(talk: TalkKey, seq: number): void {
    this.change(afterJoining(this.state, talk, seq));
  }

  read(talk: TalkKey, seq: number): void {
    this.change(afterReading(this.state, talk, seq));
  }

  private change(state: Unread): void {
    if (state === this.state) return;
    if (state.read !== this.state.read) this.shelf.setItem(this.shelfKey, JSON.stringify(state.read));
    this.state = state;
    this.talks = unreadTalks(state);
    for (const listener of this.listeners) listener();
  }
}

function readShelf(shelf: Shelf, key: string): Unread['read'] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(key) ?? '{}');
    if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {};
    const marks = Object.entries(kept).filter(([, seq]) => Number.isSafeInteger(seq));
    return Object.fromEntries(marks) as Unread['read'];
  } catch {
    return {};
  }
}
