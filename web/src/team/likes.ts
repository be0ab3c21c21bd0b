// Likes on their way: those of the person's outbox, as hearts are drawn. The heart turns at once, also without a
// network; what the server says about it counts; a refusal turns it back and says why. The posts themselves hold only
// what the server has said.
import {
  type Deed,
  type Liked,
  type Outbox,
  type OutboxEvent,
  type OutboxItem,
  type Post,
  type PostId,
  sentenceOf,
} from '@kith/client';
import { standingOf, whyHeld } from '../live/standing';

/** How a heart is to be drawn. */
export interface ShownLike {
  likeCount: number;
  likedByMe: boolean;
}

export interface LikesDoors {
  /** Takes over what the server says. */
  settle(liked: Liked): void;
  /** The server told two counts and it is not known which is newer, or another tab sent it: ask again. */
  reload(post: PostId): void;
}

type LikeItem = OutboxItem & { deed: Extract<Deed, { kind: 'like' }> };

export class Likes {
  /** Counts that the server told while an answer was under way. */
  private readonly heard = new Map<PostId, number>();
  /** What the device had no room for. */
  private readonly failures = new Map<PostId, string>();
  private readonly listeners = new Set<() => void>();
  private pending: ReadonlySet<PostId> = new Set();

  constructor(
    private readonly outbox: Outbox,
    private readonly doors: LikesDoors,
  ) {}

  /** Listens as long as the posts are shown; the result stops that. */
  open(): () => void {
    this.pending = this.pendingPosts();
    return this.outbox.on((event) => this.hearOutbox(event));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What this person wants of a post whose like is not settled. */
  readonly wanted = (post: PostId): boolean | undefined => this.last(post)?.deed.liked;

  /** Whether it waits for a better moment. */
  readonly isWaiting = (post: PostId): boolean => {
    const last = this.last(post);
    return last !== undefined && standingOf(last, whyHeld(this.outbox.get())).state === 'waiting';
  };

  /** Why the last like of a post was turned back. */
  readonly refusal = (post: PostId): string | undefined => {
    if (this.last(post)) return undefined;
    return this.failures.get(post) ?? this.refused(post).at(-1)?.why;
  };

  /** Turns the heart to `liked`, and tells the server as soon as possible. */
  async want(post: Post, liked: boolean): Promise<void> {
    this.failures.delete(post.id);
    const refused = this.refused(post.id);
    try {
      await this.outbox.do({ kind: 'like', postId: post.id, liked });
      // The newer word counts: why an older one was refused need not be kept.
      await Promise.all(refused.map(({ clientId }) => this.outbox.takeBack(clientId)));
    } catch (error) {
      this.failures.set(post.id, sentenceOf(error));
      this.tell();
    }
  }

  /** A count told by the server; `true` if it is kept until the answer is here. */
  hear(post: PostId, likeCount: number): boolean {
    const isPending = this.last(post) !== undefined;
    if (isPending) this.heard.set(post, likeCount);
    return isPending;
  }

  private hearOutbox(event: OutboxEvent): void {
    if (event.kind === 'sent' && event.deed.kind === 'like') this.answered(event.clientId, event.answer as Liked);
    if (event.kind === 'refused' && event.item.deed.kind === 'like') this.turnedBack(event.item.deed.postId);
    if (event.kind === 'changed') this.look();
  }

  private answered(clientId: string, answer: Liked): void {
    const { postId } = answer;
    this.doors.settle(answer);
    // Who changed their mind meanwhile has another one on its way.
    if (this.pendingOf(postId).some((item) => item.clientId !== clientId)) return;
    this.settled(postId, (heard) => heard !== answer.likeCount);
  }

  private turnedBack(post: PostId): void {
    if (this.last(post) === undefined) this.settled(post, () => true);
  }

  private settled(post: PostId, isDoubtful: (heard: number) => boolean): void {
    const heard = this.heard.get(post);
    this.heard.delete(post);
    this.pending = new Set([...this.pending].filter((one) => one !== post));
    if (heard !== undefined && isDoubtful(heard)) this.doors.reload(post);
  }

  private look(): void {
    const pending = this.pendingPosts();
    for (const post of this.pending) {
      // Another tab has sent it, or heard that it is refused.
      if (!pending.has(post) && this.refused(post).length === 0) this.settledElsewhere(post);
    }
    this.pending = pending;
    this.tell();
  }

  private settledElsewhere(post: PostId): void {
    this.heard.delete(post);
    this.doors.reload(post);
  }

  private pendingPosts(): ReadonlySet<PostId> {
    return new Set(this.items().flatMap(({ state, deed }) => (state === 'refused' ? [] : [deed.postId])));
  }

  private last(post: PostId): LikeItem | undefined {
    return this.pendingOf(post).at(-1);
  }

  private pendingOf(post: PostId): LikeItem[] {
    return this.items().filter(({ deed, state }) => deed.postId === post && state !== 'refused');
  }

  private refused(post: PostId): LikeItem[] {
    return this.items().filter(({ deed, state }) => deed.postId === post && state === 'refused');
  }

  private items(): LikeItem[] {
    return this.outbox.get().filter((item): item is LikeItem => item.deed.kind === 'like');
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Lays what is wanted over what the server has said. */
export function shownLike(post: Post, wanted: boolean | undefined): ShownLike {
  const liked = wanted ?? post.likedByMe;
  const step = Number(liked) - Number(post.likedByMe);
  return { likedByMe: liked, likeCount: Math.max(0, post.likeCount + step) };
}
