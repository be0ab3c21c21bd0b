// The loaded pages of a feed, newest first. Pure: no post is in them twice, and none is put above the others unless
// it is said so.
import type { InfiniteData } from '@tanstack/react-query';
import type { Post, PostId, Posts } from '@kith/client';

export type FeedPages = InfiniteData<Posts, string | undefined>;

export function postsOf(pages: FeedPages | undefined): Post[] {
  const seen = new Set<PostId>();
  return (pages?.pages ?? []).flatMap((page) => page.posts).filter((post) => !seen.has(post.id) && seen.add(post.id));
}

/** Changes one post wherever it is. */
export function withPost(pages: FeedPages, id: PostId, change: (post: Post) => Post): FeedPages {
  const inPage = (page: Posts): Posts => ({
    ...page,
    posts: page.posts.map((post) => (post.id === id ? change(post) : post)),
  });
  return { ...pages, pages: pages.pages.map(inPage) };
}

/** Puts a post on top; one that is there already stays where it is. */
export function withOwnPost(pages: FeedPages, post: Post): FeedPages {
  const [first, ...rest] = pages.pages;
  if (!first || postsOf(pages).some((one) => one.id === post.id)) return pages;
  return { ...pages, pages: [{ ...first, posts: [post, ...first.posts] }, ...rest] };
}

/** Puts the newest page on top. If it does not reach down to `base`, the pages below it are let go: they may have a hole. */
export function withNewest(pages: FeedPages | undefined, newest: Posts, base: number): FeedPages {
  const reaches = newest.next === null || newest.posts.some((post) => post.seq <= base);
  if (!pages || !reaches) return { pages: [newest], pageParams: [undefined] };
  const fresh = new Set(newest.posts.map((post) => post.id));
  const below = pages.pages.map((page) => ({ ...page, posts: page.posts.filter((post) => !fresh.has(post.id)) }));
  const [first, ...rest] = below;
  if (!first) return { pages: [newest], pageParams: [undefined] };
  return { ...pages, pages: [{ ...first, posts: [...newest.posts, ...first.posts] }, ...rest] };
}

/** Takes over what changed in posts that are shown; posts that are not shown stay out. */
export function withRefreshed(pages: FeedPages, newest: Posts): FeedPages {
  const known = new Map(newest.posts.map((post) => [post.id, post]));
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, posts: page.posts.map((post) => known.get(post.id) ?? post) })),
  };
}
