// @vitest-environment node
// Conversations: nothing twice, nothing lost, nobody moved while they read.
import { describe, expect, it } from 'vitest';
import type { Conversation, DirectMessage, RoomMessage, ServerMessage } from '@kith/client';
import { dayTitle, lineDays } from './line-groups';
import { type LinePages, linesOf, withLine, withNewest } from './line-pages';
import { hearTalks, LISTENED_MAX, listenTo } from './live-talks';
import { freshCount, freshText, moveAfter } from './reading';
import { fromDirect, fromRoom, type Line, type Talk } from './talk';
import type { LinePage } from './talk-calls';
import { MARKS_MAX, ReadMarks } from './read-marks';
import { firstUnread, fromConversation, inList, summaries, withHeard, withRead } from './talk-list';

const AT = '2026-11-20T08:00:00.000Z';

function line(seq: number, isMine = false, createdAt = AT): Line {
  const author = isMine ? { authorId: 'ruth', authorName: 'you' } : { authorId: 'alan', authorName: 'Alan' };
  return { id: `m${seq}`, seq, text: `Words ${seq}`, createdAt, isMine, ...author };
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

describe('how far was read', () => {
  const alan: Talk = { kind: 'person', id: 'alan' };
  const team: Talk = { kind: 'forum', id: 'team' };

  /** A server that answers when it is told to. */
  function slowServer() {
    const told: string[] = [];
    const answers: ((isWell: boolean) => void)[] = [];
    const marks = new ReadMarks((talk, seq) => {
      told.push(`${talk.id} ${seq}`);
      return new Promise((resolve, reject) => {
        answers.push((isWell) => (isWell ? resolve(undefined) : reject(new Error('no network'))));
      });
    });
    const answer = async (isWell = true): Promise<void> => {
      answers.shift()?.(isWell);
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { told, answer, marks };
  }

  it('[CV4] is told to the server, one word at a time, and never goes back', async () => {
    const { told, answer, marks } = slowServer();
    for (const seq of [4, 5, 7, 6]) marks.read(alan, seq);
    marks.read(team, 1);
    expect([told, marks.upTo('person:alan'), marks.upTo('person:eve')]).toEqual([['alan 4', 'team 1'], 7, 0]);
    await answer();
    expect(told).toEqual(['alan 4', 'team 1', 'alan 7']);
    marks.read(alan, 7);
    await answer();
    await answer();
    expect(told).toHaveLength(3);
  });

  it('[CV4] what could not be told is told with the next connection', async () => {
    const { told, answer, marks } = slowServer();
    marks.read(alan, 4);
    await answer(false);
    marks.tellAgain();
    marks.tellAgain();
    await answer();
    marks.tellAgain();
    expect(told).toEqual(['alan 4', 'alan 4']);
  });

  it('is kept of so many talks; the one that was read longest ago is forgotten', () => {
    const { marks } = slowServer();
    for (let index = 0; index <= MARKS_MAX; index += 1) marks.read({ kind: 'person', id: String(index) }, 1);
    expect([marks.upTo('person:0'), marks.upTo('person:1'), marks.upTo(`person:${MARKS_MAX}`)]).toEqual([0, 1, 1]);
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
    expect(fromDirect(direct, 'ruth')).toMatchObject({ isMine: false, seq: 4 });
    expect(fromDirect(direct, 'alan')).toMatchObject({ isMine: true });
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
  const conversation = (kind: Conversation['kind'], id: string, unread: number, seq?: number): Conversation => ({
    kind,
    id,
    name: id.toUpperCase(),
    unread,
    last:
      seq === undefined
        ? null
        : { id: `m${seq}`, seq, authorId: 'alan', authorName: 'Alan', text: `Words ${seq}`, at: AT },
  });
  const told = [
    conversation('person', 'alan', 0, 4),
    conversation('team', 'team', 2, 9),
    conversation('pact', 'run', 0),
  ];
  const list = told.map((one) => fromConversation(one, 'ruth'));
  const [alan, team]: Talk[] = list.map(({ talk }) => talk);
  if (!alan || !team) throw new Error('the list has two talks');
  const unread = (all: ReturnType<typeof withHeard>) => all?.map(({ talk, unread: count }) => [talk.id, count]);

  it('[CV4] has what is unread first, each with its last line, and who is here', () => {
    const friend = { userId: 'alan', userName: 'Alan', standing: 'friend', status: 'active' } as const;
    const shown = summaries(list, [{ ...friend, lastSeen: undefined }]);
    expect(shown.map(({ talk, last, status }) => [talk, last?.text, status])).toEqual([
      [{ kind: 'forum', id: 'team' }, 'Words 9', undefined],
      [{ kind: 'person', id: 'alan' }, 'Words 4', 'active'],
      [{ kind: 'forum', id: 'run' }, undefined, undefined],
    ]);
    expect(list[0]?.last).toEqual({ ...line(4), text: 'Words 4' });
    expect(fromConversation(told[0] ?? conversation('person', 'x', 0), 'alan').last?.isMine).toBe(true);
  });

  it('[CV4] what is heard comes first and is unread, once; who writes has read', () => {
    const heard = withHeard(list, { talk: alan, line: line(5) });
    expect(unread(heard)).toEqual([
      ['alan', 1],
      ['team', 2],
      ['run', 0],
    ]);
    expect(heard && withHeard(heard, { talk: alan, line: line(5) })).toBe(heard);
    expect(withHeard(list, { talk: alan, line: line(4) })).toBe(list);
    expect(unread(withHeard(list, { talk: team, line: line(10, true) }))?.[0]).toEqual(['team', 0]);
    expect(unread(withHeard(list, { talk: { kind: 'forum', id: 'run' }, line: line(1) }))?.[0]).toEqual(['run', 1]);
    expect(withHeard(list, { talk: { kind: 'person', id: 'team' }, line: line(1) })).toBeUndefined();
  });

  it('[CV4] what is read to its end is not unread; what goes on below is', () => {
    expect(unread(withRead(list, team, 9))?.[1]).toEqual(['team', 0]);
    expect(withRead(list, team, 8)).toBe(list);
    expect(withRead(list, alan, 4)).toBe(list);
    expect(inList(list, { kind: 'person', id: 'run' })).toBeUndefined();
  });

  it('[CV4] the page shows where it begins', () => {
    const lines = [line(1), line(2, true), line(3), line(4), line(5, true)];
    expect([0, 1, 2, 3, 9].map((count) => firstUnread(lines, count)?.seq)).toEqual([undefined, 4, 3, 1, 1]);
    expect(firstUnread([line(1, true)], 2)).toBeUndefined();
  });
});
