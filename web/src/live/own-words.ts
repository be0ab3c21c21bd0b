// The reader's own words to one place (a team, a forum, a person), on their way to the server: those of the person's
// outbox, as a page shows them.
import type { Deed, Outbox, OutboxEvent, OutboxItem, Sent } from '@kith/client';
import { standingOf, whyHeld } from './standing';

export interface OwnPost {
  readonly clientId: string;
  readonly body: string;
  readonly state: 'sending' | 'waiting';
  /** Why it waits, in a sentence. */
  readonly why?: string;
}

/** Which of the outbox's deeds are words to this place. */
export interface Place {
  deedOf(body: string): Deed;
  /** `undefined` for what goes elsewhere. */
  bodyOf(deed: Deed): string | undefined;
  /** The server has them. */
  sent(answer: Sent['answer']): void;
}

export class OwnWords {
  private items: readonly OwnPost[];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly outbox: Outbox,
    private readonly place: Place,
  ) {
    this.items = this.ownPosts();
  }

  /** Listens as long as the place is open; the result stops that. */
  open(): () => void {
    this.look();
    return this.outbox.on((event) => this.hear(event));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The latest first. */
  readonly get = (): readonly OwnPost[] => this.items;

  /** Rejects when there is no room for more. */
  async post(body: string): Promise<void> {
    await this.outbox.do(this.place.deedOf(body));
  }

  again(clientId: string): Promise<void> {
    return this.outbox.again(clientId);
  }

  /** Takes waiting words back, to go on writing; `undefined` if they are gone. */
  async takeBack(clientId: string): Promise<string | undefined> {
    const deed = await this.outbox.takeBack(clientId);
    return deed && this.place.bodyOf(deed);
  }

  /** Once nothing is under way: then it is known which words are the reader's own from here. */
  settled(): Promise<void> {
    return this.outbox.settled();
  }

  private hear(event: OutboxEvent): void {
    if (event.kind === 'changed') this.look();
    else if (event.kind === 'sent' && this.place.bodyOf(event.deed) !== undefined) this.place.sent(event.answer);
  }

  private look(): void {
    this.items = this.ownPosts();
    for (const listener of this.listeners) listener();
  }

  private ownPosts(): readonly OwnPost[] {
    const items = this.outbox.get();
    const held = whyHeld(items);
    return items
      .flatMap((item) => {
        const body = this.place.bodyOf(item.deed);
        return body === undefined ? [] : [shown(item, body, held)];
      })
      .toReversed();
  }
}

function shown(item: OutboxItem, body: string, held: string | undefined): OwnPost {
  const { clientId } = item;
  const { state, why } = standingOf(item, held);
  // Who presses "Try again" is to see that it is tried.
  if (why === undefined || state === 'sending' || item.state === 'sending') return { clientId, body, state: 'sending' };
  return { clientId, body, state: 'waiting', why };
}
