// The reader's own words to one place (a team, a forum, a person), on their way to the server: those of the person's
// outbox, as a page shows them.
import type { Deed, Outbox, OutboxEvent, OutboxItem, Sent } from '@kith/client';

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
    return this.outbox
      .get()
      .flatMap((item) => {
        const body = this.place.bodyOf(item.deed);
        return body === undefined ? [] : [shown(item, body)];
      })
      .toReversed();
  }
}

function shown({ clientId, state, why }: OutboxItem, body: string): OwnPost {
  // Until it is known why it waits, it is as good as under way.
  if (why === undefined || state === 'sending') return { clientId, body, state: 'sending' };
  return { clientId, body, state: 'waiting', why };
}
