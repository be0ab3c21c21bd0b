// Posts and people for the gallery.
import type { Person, Post, Ticker } from '@kith/client';

const LONG =
  'We took the long way round, past the mill and the second bridge, because the short one was under water again. ' +
  'Nobody minded. There were swans.\n\nhttps://example.org/a-very-long-address-that-has-no-place-to-break/of-the-walk';

export function post(number: number, change: Partial<Post> = {}): Post {
  return {
    id: `p${number}`,
    seq: number,
    teamId: 'team',
    authorId: 'alan',
    authorName: 'Alan Kowalski',
    authorRole: 'member',
    body: number % 3 === 0 ? LONG : 'First walk since the cold. Slow, but I did it.',
    likeCount: (number * 5) % 7,
    likedByMe: number % 2 === 0,
    pinned: false,
    createdAt: new Date(Date.now() - number * 40 * 60_000).toISOString(),
    ...change,
  };
}

export function pinned(number: number): Post {
  const body = 'Twenty minutes after lunch, at a pace where you can still chat. Sore knee? The pool counts too.';
  const author = { authorName: 'Sarah', authorRole: 'coach' as const, pinnedBy: number % 2 === 0 ? 'Dave' : 'Sarah' };
  return post(number, { body, pinned: true, pinnedAt: '2026-11-21T08:00:00.000Z', ...author });
}

const NAMES = [
  'Ruth Abernathy',
  'Sarah',
  'Bartholomew Featherstonehaugh-Montgomery',
  'Alan Kowalski',
  'Josephine Okafor',
  'Li',
];

export function people(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => ({
    userId: index === 0 ? 'ruth' : `person-${index}`,
    userName: `${NAMES[index % NAMES.length]}${index < NAMES.length ? '' : ` ${index}`}`,
    role: index === 1 ? ('coach' as const) : ('member' as const),
  }));
}

export const WIN: Ticker = {
  title: 'A goal is reached',
  body: 'Harbour Walkers just reached 100,000 steps together!',
  at: '2026-11-21T08:00:00.000Z',
};
