// The posts that the page holds for one team, and every way in which they change. Posts of others come in only when
// the reader asks for them; what changes in a post that is shown is taken over at once.
import type { QueryClient } from '@tanstack/react-query';
import { fetchNewPosts, fetchPost, fetchPosts, PAGE_SIZE } from '../api/team-calls';
import type { Liked, NewPosts, Post, PostId, Posts, TeamId, UserId } from '@kith/client';
import { type FeedPages, postsOf, withNewest, withOwnPost, withPost, withRefreshed } from './feed-pages';
import { keys } from './keys';

/** The most posts that the server gives in one page. */
const PAGE_MAX = 100;

export class FeedCache {
  constructor(
    private readonly client: QueryClient,
    readonly teamId: TeamId,
    private readonly reader: UserId,
    /** Told when a post of the reader's own is put in. */
    private readonly ownShown: (seq: number) => void = () => undefined,
  ) {}

  get isLoaded(): boolean {
    return this.pages !== undefined;
  }

  get posts(): Post[] {
    return postsOf(this.pages);
  }

  has(id: PostId): boolean {
    return this.posts.some((post) => post.id === id);
  }

  /** The reader's own posts that are shown, by `seq`. */
  get ownSeqs(): number[] {
    return this.posts.filter((post) => post.authorId === this.reader).map((post) => post.seq);
  }

  /** Changes one post wherever it is held. */
  change(id: PostId, change: (post: Post) => Post): void {
    this.client.setQueryData<FeedPages>(keys.feed(this.teamId), (pages) => pages && withPost(pages, id, change));
    this.client.setQueryData<Post[]>(keys.pins(this.teamId), (pins) =>
      pins?.map((pin) => (pin.id === id ? change(pin) : pin)),
    );
    this.client.setQueryData<Post>(keys.post(id), (post) => post && change(post));
  }

  setLike({ postId, likeCount, likedByMe }: Liked): void {
    this.change(postId, (post) => ({ ...post, likeCount, likedByMe }));
  }

  setLikeCount(id: PostId, likeCount: number): void {
    this.change(id, (post) => ({ ...post, likeCount }));
  }

  /** Asks the server how one post stands. */
  async reload(id: PostId): Promise<void> {
    const post = await fetchPost(id);
    this.change(id, () => post);
  }

  /** Shows a post of the reader's own, on top and once. */
  addOwn(post: Post): void {
    const { pages } = this;
    if (pages && !this.has(post.id)) this.ownShown(post.seq);
    if (pages) this.client.setQueryData<FeedPages>(keys.feed(this.teamId), withOwnPost(pages, post));
    // The feed is still on its way and may have set out before the post was written.
    else void this.client.invalidateQueries({ queryKey: keys.feed(this.teamId) });
  }

  /** Shows a post of the reader's own that another device wrote. */
  async fetchOwn(id: PostId): Promise<void> {
    if (!this.has(id)) this.addOwn(await fetchPost(id));
  }

  /** Brings the waiting posts in; the reader asked for it. Gives the newest `seq` and the first post that is new. */
  async showNewest(base: number, expected: number): Promise<{ newest: number; firstNew: PostId | undefined }> {
    const limit = Math.min(PAGE_MAX, Math.max(PAGE_SIZE, expected + this.ownSeqs.filter((seq) => seq > base).length));
    const page = await fetchPosts(this.teamId, undefined, limit);
    const firstNew = page.posts.find((post) => !this.has(post.id))?.id;
    this.client.setQueryData<FeedPages>(keys.feed(this.teamId), (pages) => withNewest(pages, page, base));
    return { newest: newestOf(page), firstNew };
  }

  /** Takes over what changed in the newest of the shown posts. */
  async refreshShown(): Promise<void> {
    const page = await fetchPosts(this.teamId);
    this.client.setQueryData<FeedPages>(keys.feed(this.teamId), (pages) => pages && withRefreshed(pages, page));
  }

  countNew(base: number): Promise<NewPosts> {
    return fetchNewPosts(this.teamId, base);
  }

  /** Asks what is pinned, and marks the posts that are shown. */
  async refetchPins(): Promise<void> {
    await this.client.invalidateQueries({ queryKey: keys.pins(this.teamId) });
    const pins = this.client.getQueryData<Post[]>(keys.pins(this.teamId));
    if (!pins) return;
    const pinned = new Set(pins.map((pin) => pin.id));
    for (const post of this.posts) {
      if (post.pinned !== pinned.has(post.id)) this.change(post.id, (one) => ({ ...one, pinned: pinned.has(post.id) }));
    }
  }

  private get pages(): FeedPages | undefined {
    return this.client.getQueryData<FeedPages>(keys.feed(this.teamId));
  }
}

export function newestOf(page: Posts): number {
  return Math.max(0, ...page.posts.map((post) => post.seq));
}
