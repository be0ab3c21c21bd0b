// The reader's own posts to one team, on their way to the server: those of the person's outbox, as the page shows them.
import type { Outbox, OutboxEvent, OutboxItem, Post, TeamId } from '@kith/client';

export interface OwnPost {
  readonly clientId: string;
  readonly body: string;
  readonly state: 'sending' | 'waiting';
  /** Why it waits, in a sentence. */
  readonly why?: string;
}

export class TeamOutbox {
  private items: readonly OwnPost[];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly outbox: Outbox,
    private readonly teamId: TeamId,
    private readonly sent: (post: Post) => void,
  ) {
    this.items = this.ownPosts();
  }

  /** Listens as long as the team is open. */
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

  /** Rejects when there is no room for another one. */
  async post(body: string): Promise<void> {
    await this.outbox.do({ kind: 'post', teamId: this.teamId, body });
  }

  again(clientId: string): Promise<void> {
    return this.outbox.again(clientId);
  }

  /** Takes a waiting post back, to go on writing; `undefined` if it is gone. */
  async takeBack(clientId: string): Promise<string | undefined> {
    const deed = await this.outbox.takeBack(clientId);
    return deed?.kind === 'post' ? deed.body : undefined;
  }

  /** Once nothing is under way: then it is known which posts are the reader's own from here. */
  settled(): Promise<void> {
    return this.outbox.settled();
  }

  private hear(event: OutboxEvent): void {
    if (event.kind === 'changed') this.look();
    else if (event.kind === 'sent' && event.deed.kind === 'post' && event.deed.teamId === this.teamId)
      this.sent(event.answer as Post);
  }

  private look(): void {
    this.items = this.ownPosts();
    for (const listener of this.listeners) listener();
  }

  private ownPosts(): readonly OwnPost[] {
    return this.outbox
      .get()
      .flatMap((item) => {
        const { deed } = item;
        return deed.kind === 'post' && deed.teamId === this.teamId ? [shown(item, deed.body)] : [];
      })
      .toReversed();
  }
}

function shown({ clientId, state, why }: OutboxItem, body: string): OwnPost {
  // Until it is known why it waits, it is as good as under way.
  if (why === undefined || state === 'sending') return { clientId, body, state: 'sending' };
  return { clientId, body, state: 'waiting', why };
}
