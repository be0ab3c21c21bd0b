// @vitest-environment node
// The loaded pages of a feed: nothing twice, nothing lost.
import { describe, expect, it } from 'vitest';
import type { Post, Posts } from '@kith/client';
import { type FeedPages, postsOf, withNewest, withOwnPost, withRefreshed } from './feed-pages';

const post = (seq: number): Post => ({ id: `p${seq}`, seq, likeCount: 0 }) as Post;
const page = (seqs: number[], next: string | null): Posts => ({ posts: seqs.map(post), next });
const feed = (...pages: Posts[]): FeedPages => ({ pages, pageParams: pages.map(() => undefined) });
const seqs = (pages: FeedPages): number[] => postsOf(pages).map(({ seq }) => seq);

describe('feed pages', () => {
  const shown = feed(page([10, 9, 8], '8'), page([7, 6], null));

  it('[NP2] an own post is on top, and once', () => {
    const once = withOwnPost(shown, post(11));
    expect(seqs(once)).toEqual([11, 10, 9, 8, 7, 6]);
    expect(withOwnPost(once, post(11))).toBe(once);
  });

  it('[NP1] waiting posts come above those that are shown, own ones stay single', () => {
    const withOwn = withOwnPost(shown, post(12));
    expect(seqs(withNewest(withOwn, page([13, 12, 11, 10], '10'), 10))).toEqual([13, 12, 11, 10, 9, 8, 7, 6]);
  });

  it('[NP1] no hole is left when more waited than a page holds', () => {
    const pages = withNewest(shown, page([40, 39, 38], '38'), 10);
    expect(seqs(pages)).toEqual([40, 39, 38]);
    expect(pages.pages.at(-1)?.next).toBe('38');
  });

  it('[NP1] refreshing takes over likes, and puts nothing in', () => {
    const newest: Posts = { posts: [post(11), { ...post(10), likeCount: 5 }], next: '10' };
    const pages = withRefreshed(shown, newest);
    expect(seqs(pages)).toEqual([10, 9, 8, 7, 6]);
    expect(postsOf(pages)[0]?.likeCount).toBe(5);
  });

  it('a page that overlaps the one above shows nothing twice', () => {
    expect(seqs(feed(page([10, 9], '9'), page([9, 8], null)))).toEqual([10, 9, 8]);
  });
});
