// @vitest-environment node
// Conversations: nothing twice, nothing lost, nobody moved while they read.
import { describe, expect, it } from 'vitest';
import type { DirectMessage, RoomMessage, ServerMessage } from '@kith/client';
import { dayTitle, lineDays } from './line-groups';
import { type LinePages, linesOf, withLine, withNewest } from './line-pages';
import { hearTalks, LISTENED_MAX, listenTo } from './live-talks';
import { freshCount, freshText, moveAfter } from './reading';
import { fromDirect, fromRoom, type Line, type Talk } from './talk';
import type { LinePage } from './talk-calls';
import { candidates, summaries } from './talk-list';
import { afterHearing, afterJoining, afterReading, REMEMBERED_MAX, type Unread, unreadTalks } from './unread';
import { UnreadStore } from './unread-store';

const AT = '2026-11-20T08:00:00.000Z';

function line(seq: number, isMine = false, createdAt = AT): Line {
  const author = isMine ? { authorId: 'ruth', authorName: 'you' } : { authorId: 'alan', authorName: 'Alan' };
  return { id: `m${seq}`, seq, text: `Words ${seq}`, createdAt, isMine, isUnread: false, ...author };
}

const page = (seqs: number[], next: string | null): LinePage => ({ lines: seqs.map((seq) => line(seq)), next });
const pages = (...all: LinePage[]): LinePages => ({ pages: all, pageParams: all.map(() => undefined) });
const seqs = (all: LinePages): number[] => linesOf(all).map(({ seq }) => seq);

describe('the pages of a conversation', () => {
  const shown = pages(page([10, 9, 8], '8'), page([7, 6], null));

  it('[CV1] are read oldest first, and what is heard comes last, once', () => {
    const heard = withLine(shown, line(11));
    expect(seqs(heard)).toEqual([6, 7, 8, 9, 10, 11]);
    expect(withLine(heard, line(11))).toBe(heard);
  });

  it('[CV1] a line that overtook another one stands in its place', () => {
    expect(seqs(withLine(withLine(shown, line(12)), line(11)))).toEqual([6, 7, 8, 9, 10, 11, 12]);
  });

  it('[CV1] what was missed is put in, and leaves no hole', () => {
    expect(seqs(withNewest(shown, page([12, 11, 10], '10')))).toEqual([6, 7, 8, 9, 10, 11, 12]);
    expect(withNewest(shown, page([10, 9], '9'))).toBe(shown);
    const far = withNewest(shown, page([40, 39], '39'));
    expect(seqs(far)).toEqual([39, 40]);
    expect(far.pages.at(-1)?.next).toBe('39');
  });
});

describe('the place of the reader', () => {
  const some = [line(1), line(2)];

  it('[CV2] stays where they read; what comes is counted', () => {
    expect(moveAfter(some, [...some, line(3)], false)).toBe('stay');
    expect(freshCount([...some, line(3), line(4, true), line(5)], 2)).toBe(2);
    expect([freshText(0), freshText(1), freshText(2)]).toEqual(['', '1 new', '2 new']);
  });

  it('[CV2] is the end when the page opens, while they are there, and when they write', () => {
    expect(moveAfter([], some, false)).toBe('end');
    expect(moveAfter(some, [...some, line(3)], true)).toBe('end');
    expect(moveAfter(some, [...some, line(3, true)], false)).toBe('end');
  });

  it('[CV2] is held while earlier lines come above', () => {
    expect(moveAfter(some, [line(0), ...some], false)).toBe('hold');
    expect(moveAfter(some, some, true)).toBe('stay');
    expect(moveAfter(some, [], true)).toBe('stay');
  });
});

describe('what is unread', () => {
  const nothing: Unread = { latest: {}, read: {} };

  it('[CV4] is what others said after the reader’s last look', () => {
    const heard = afterHearing(afterReading(nothing, 'person:alan', 4), 'person:alan', 5);
    expect(unreadTalks(heard)).toEqual(['person:alan']);
    expect(unreadTalks(afterReading(heard, 'person:alan', 5))).toEqual([]);
    expect(afterHearing(heard, 'person:alan', 5)).toBe(heard);
    expect(afterReading(heard, 'person:alan', 3)).toBe(heard);
  });

  it('[CV4] a forum that this device sees for the first time is read; one that went on is not', () => {
    const joined = afterJoining(nothing, 'forum:team', 7);
    expect(unreadTalks(joined)).toEqual([]);
    expect(unreadTalks(afterJoining(joined, 'forum:team', 9))).toEqual(['forum:team']);
    expect(unreadTalks(afterJoining(nothing, 'forum:new', 0))).toEqual([]);
    expect(unreadTalks(afterHearing(afterJoining(nothing, 'forum:new', 0), 'forum:new', 1))).toEqual(['forum:new']);
  });

  it('remembers so many talks and forgets the oldest', () => {
    let unread = nothing;
    for (let index = 0; index <= REMEMBERED_MAX; index += 1) unread = afterReading(unread, `person:${index}`, 1);
    const kept = Object.keys(unread.read);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([REMEMBERED_MAX, 'person:1', `person:${REMEMBERED_MAX}`]);
  });

  it('[CV4] is remembered through a reload; odd memories are empty ones', () => {
    const kept = new Map<string, string>([['odd', '[1']]);
    const shelf = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const store = new UnreadStore(shelf, 'read');
    store.read('person:alan', 4);
    store.heard('person:alan', 4);
    expect(store.get()).toEqual([]);
    const again = new UnreadStore(shelf, 'read');
    expect(again.readUpTo('person:alan')).toBe(4);
    again.heard('person:alan', 5);
    expect(again.get()).toEqual(['person:alan']);
    expect(new UnreadStore(shelf, 'odd').remembered).toEqual([]);
  });
});

describe('lines by day', () => {
  const at = (day: number, hour: number, minute = 0): string => new Date(2026, 10, day, hour, minute).toISOString();
  const now = new Date(2026, 10, 20, 12);

  it('what one says in a row stands together, until a pause or the next day', () => {
    const lines = [
      line(1, false, at(19, 9)),
      line(2, false, at(20, 9)),
      line(3, false, at(20, 9, 5)),
      line(4, true, at(20, 9, 6)),
      line(5, true, at(20, 9, 30)),
    ];
    const days = lineDays(lines, now).map(({ title, groups }) => [title, groups.map((group) => group.lines.length)]);
    expect(days).toEqual([
      ['Yesterday', [1]],
      ['Today', [2, 1, 1]],
    ]);
  });

  it('are named as people name them', () => {
    expect(dayTitle(new Date(2026, 10, 3), now)).toBe('Tuesday 3 November');
    expect(dayTitle(new Date(2025, 10, 3), now)).toMatch(/^Monday,? 3 November 2025$/);
  });
});

describe('what the live connection tells', () => {
  const direct: DirectMessage = {
    id: 'd1',
    key: 'd1',
    seq: 4,
    fromUserId: 'alan',
    fromUserName: 'Alan',
    fromUserImgSrc: '',
    toUserId: 'ruth',
    time: '8:00',
    createdAt: AT,
    text: 'Hello',
    isUnread: true,
  };
  const said: RoomMessage = {
    id: 'r1',
    key: 'r1',
    seq: 2,
    fromUserId: 'ruth',
    fromUserName: 'you',
    fromUserImgSrc: '',
    time: '8:00',
    createdAt: AT,
    text: 'Hi',
    isAnnouncement: false,
  };

  function heard(message: ServerMessage): [string, Talk, number][] {
    const all: [string, Talk, number][] = [];
    hearTalks(message, 'ruth', {
      heard: (talk, { seq }) => all.push(['heard', talk, seq]),
      joined: (talk, seq) => all.push(['joined', talk, seq]),
    });
    return all;
  }

  it('[DM1] a direct message belongs to the talk with the other one', () => {
    expect(heard({ type: 'SEND_DIRECT_MESSAGE', contextUserId: 'alan', message: direct })).toEqual([
      ['heard', { kind: 'person', id: 'alan' }, 4],
    ]);
    expect(fromDirect(direct, 'ruth')).toMatchObject({ isMine: false, isUnread: true });
    expect(fromDirect(direct, 'alan')).toMatchObject({ isMine: true, isUnread: false });
  });

  it('[FO3] a forum’s message belongs to its forum; that somebody came is no message', () => {
    expect(heard({ type: 'SEND_MESSAGE', roomId: 'team', message: said })).toEqual([
      ['heard', { kind: 'forum', id: 'team' }, 2],
    ]);
    const { seq: _, ...rest } = said;
    expect(heard({ type: 'SEND_MESSAGE', roomId: 'team', message: { ...rest, isAnnouncement: true } })).toEqual([]);
    expect(fromRoom(said, 'ruth')?.isMine).toBe(true);
  });

  it('[FO1] rooms are joined, not more than fit', () => {
    const asked: string[] = [];
    const forums = Array.from({ length: 40 }, (_, index) => `f${index}`);
    listenTo(forums, (message) => {
      asked.push(message.type === 'JOIN_ROOM' ? message.roomId : 'other');
      return Promise.reject(new Error('no connection'));
    });
    expect(asked).toEqual(forums.slice(0, LISTENED_MAX));
  });
});

describe('the list of conversations', () => {
  const forums = [{ id: 'team', name: 'Harbour Walkers' }];
  const alan = { userId: 'alan', userName: 'Alan', standing: 'friend', status: 'active', lastSeen: undefined } as const;
  const talks = candidates(forums, [alan], ['alan', 'sarah']);

  it('[CV4] has each talk once: what is unread first, then the latest', () => {
    expect(talks.map(({ id }) => id)).toEqual(['team', 'alan', 'sarah']);
    const last: Record<string, Line> = {
      'forum:team': line(1, false, '2026-11-20T07:00:00.000Z'),
      'person:alan': line(2, false, '2026-11-20T09:00:00.000Z'),
      'person:sarah': line(3, true, '2026-11-20T08:00:00.000Z'),
    };
    const listed = summaries(talks, (key) => last[key], ['person:sarah'], {
      forums,
      people: [alan],
      nameOf: () => 'Sarah',
    });
    expect(listed.map(({ name, isUnread }) => [name, isUnread])).toEqual([
      ['Sarah', true],
      ['Alan', false],
      ['Harbour Walkers', false],
    ]);
  });

  it('a friend with whom nothing was said is not in it; a forum is', () => {
    const listed = summaries(talks, () => undefined, [], { forums, people: [alan], nameOf: () => undefined });
    expect(listed.map(({ name }) => name)).toEqual(['Harbour Walkers']);
  });
});
