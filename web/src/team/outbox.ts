// The reader's own posts on their way to the server. Each keeps its own id until the server has it, so that trying
// again never posts twice; what could not be sent is kept on this device, through a reload or a new sign-in.
import type { NewPost, Post } from '../protocol/types';

/** Where the waiting posts are kept; `localStorage` in the browser. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface OwnPost {
  readonly clientId: string;
  readonly body: string;
  readonly state: 'sending' | 'waiting';
  /** Why it waits, in a sentence. */
  readonly why?: string;
  /** The server said no, and would again. */
  readonly isRefused?: boolean;
}

export interface OutboxDoors {
  send(post: NewPost): Promise<Post>;
  sent(post: Post): void;
  sentenceOf(error: unknown): string;
  /** Whether the same may succeed later. */
  mayPassLater(error: unknown): boolean;
}

const NOT_SENT = 'This was not sent yet.';

export class Outbox {
  private items: readonly OwnPost[];
  private readonly running = new Set<Promise<void>>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly doors: OutboxDoors,
    private readonly shelf: Shelf,
    private readonly shelfKey: string,
  ) {
    this.items = readShelf(shelf, shelfKey);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The latest first. */
  readonly get = (): readonly OwnPost[] => this.items;

  post(body: string): Promise<void> {
    return this.run({ clientId: newClientId(), body, state: 'sending' });
  }

  again(clientId: string): Promise<void> {
    const item = this.items.find((one) => one.clientId === clientId);
    return item ? this.run({ clientId, body: item.body, state: 'sending' }) : Promise.resolve();
  }

  /** Sends what waits for a network, in the order in which it was written. */
  async sendWaiting(): Promise<void> {
    const waiting = this.items.filter((one) => one.state === 'waiting' && !one.isRefused).toReversed();
    await waiting.reduce((sent, { clientId }) => sent.then(() => this.again(clientId)), Promise.resolve());
  }

  /** Takes a waiting post back, to go on writing. */
  takeBack(clientId: string): string {
    const body = this.items.find((one) => one.clientId === clientId)?.body ?? '';
    this.change(this.items.filter((one) => one.clientId !== clientId));
    return body;
  }

  /** Once nothing is under way: then it is known which posts are the reader's own from here. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  private run(item: OwnPost): Promise<void> {
    const work = this.send(item).finally(() => this.running.delete(work));
    this.running.add(work);
    return work;
  }

  private async send(item: OwnPost): Promise<void> {
    const others = (): OwnPost[] => this.items.filter((one) => one.clientId !== item.clientId);
    this.change([item, ...others()]);
    try {
      const post = await this.doors.send({ body: item.body, clientId: item.clientId });
      this.doors.sent(post);
      this.change(others());
    } catch (error) {
      const isRefused = !this.doors.mayPassLater(error);
      this.change([{ ...item, state: 'waiting', why: this.doors.sentenceOf(error), isRefused }, ...others()]);
    }
  }

  private change(items: readonly OwnPost[]): void {
    this.items = items;
    const kept = items.map(({ clientId, body }) => ({ clientId, body }));
    if (kept.length === 0) this.shelf.removeItem(this.shelfKey);
    else this.shelf.setItem(this.shelfKey, JSON.stringify(kept));
    for (const listener of this.listeners) listener();
  }
}

/** An id of this device's own; also where `crypto.randomUUID` is missing, as on plain HTTP. */
export function newClientId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function readShelf(shelf: Shelf, key: string): OwnPost[] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(key) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept
      .filter((one): one is OwnPost => typeof one?.clientId === 'string' && typeof one?.body === 'string')
      .map(({ clientId, body }) => ({ clientId, body, state: 'waiting', why: NOT_SENT }));
  } catch {
    return [];
  }
}
