// Likes on their way. The heart turns at once; what the server says about it counts; a refusal turns it back and says
// why. The posts themselves hold only what the server has said.
import type { Liked, Post, PostId } from '@kith/client';

/** How a heart is to be drawn. */
export interface ShownLike {
  likeCount: number;
  likedByMe: boolean;
}

interface Intention {
  wanted: boolean;
  /** A count that the server told while the answer was under way. */
  heard?: number;
}

export interface LikesDoors {
  send(post: PostId, liked: boolean): Promise<Liked>;
  /** Takes over what the server says. */
  settle(liked: Liked): void;
  /** The server told two counts and it is not known which is newer: ask again. */
  reload(post: PostId): void;
  sentenceOf(error: unknown): string;
}

export class Likes {
  private readonly intentions = new Map<PostId, Intention>();
  private readonly refusals = new Map<PostId, string>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly doors: LikesDoors) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What this person wants of a post whose like is under way. */
  readonly wanted = (post: PostId): boolean | undefined => this.intentions.get(post)?.wanted;

  /** Why the last like of a post was turned back. */
  readonly refusal = (post: PostId): string | undefined => this.refusals.get(post);

  /** Turns the heart to `liked` and tells the server. */
  async want(post: Post, liked: boolean): Promise<void> {
    this.refusals.delete(post.id);
    const running = this.intentions.get(post.id);
    if (running) {
      running.wanted = liked;
      this.tell();
      return;
    }
    const intention: Intention = { wanted: liked };
    this.intentions.set(post.id, intention);
    this.tell();
    try {
      await this.carryOut(post.id, intention);
    } catch (error) {
      if (intention.heard !== undefined) this.doors.reload(post.id);
      this.refusals.set(post.id, this.doors.sentenceOf(error));
    }
    this.intentions.delete(post.id);
    this.tell();
  }

  /** A count told by the server; `true` if it is kept until the answer is here. */
  hear(post: PostId, likeCount: number): boolean {
    const intention = this.intentions.get(post);
    if (intention) intention.heard = likeCount;
    return intention !== undefined;
  }

  /** Sends until the server stands where the person wants it, who may change their mind meanwhile. */
  private async carryOut(post: PostId, intention: Intention): Promise<void> {
    const asked = intention.wanted;
    const answer = await this.doors.send(post, asked);
    this.doors.settle(answer);
    if (intention.wanted !== asked) return this.carryOut(post, intention);
    if (intention.heard !== undefined && intention.heard !== answer.likeCount) this.doors.reload(post);
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
