// Sample people, messages and news of the gallery. Times are given by the caller, so that they read well on any day.
import type { Line } from '../messages/talk';
import type { TalkSummary } from '../messages/talk-list';
import type { Acquaintance } from '../people/acquaintance';
import type { Counter, Notification, NotificationKind, Post, Team } from '@kith/client';
import type { TeamMember } from '../coach/coach-calls';

const MINUTE_MS = 60_000;
export const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE_MS).toISOString();

export const TEAM: Team = {
  id: 'team',
  name: 'Harbour Walkers',
  role: 'coach',
  memberCount: 7,
  createdAt: ago(90_000),
};

export function acquaintance(
  userName: string,
  standing: Acquaintance['standing'],
  status?: Acquaintance['status'],
  lastSeen?: string,
): Acquaintance {
  return { userId: userName, userName, standing, status, lastSeen };
}

export const FRIENDS = [
  acquaintance('Margaret Oduya', 'friend', 'active'),
  acquaintance('Walter Kim', 'friend', 'away'),
  acquaintance('Bartholomew Featherstonehaugh-Montgomery', 'friend', 'offline', ago(1_500)),
];

export function line(seq: number, by: string, text: string, minutes: number): Line {
  const isMine = by === 'you';
  return { id: `m${seq}`, seq, authorId: by, authorName: by, text, createdAt: ago(minutes), isMine };
}

export const LINES: Line[] = [
  line(1, 'Margaret Oduya', 'Good morning Ruth! Did you see the herons on the pier?', 1_600),
  line(2, 'you', 'I did! Two of them, and one with a fish nearly as long as itself.', 1_590),
  line(3, 'you', 'I am going again tomorrow after lunch. Shall I wait for you at the bandstand?', 1_589),
  line(4, 'Margaret Oduya', 'Please do. I will bring the flask.', 20),
];

export const TALKS: TalkSummary[] = [
  {
    talk: { kind: 'person', id: 'margaret' },
    name: 'Margaret Oduya',
    last: LINES.at(-1),
    unread: 1,
    status: 'active',
  },
  {
    talk: { kind: 'forum', id: 'team' },
    name: 'Harbour Walkers',
    last: line(9, 'Alan Kowalski', 'I will be there, with new shoes.', 300),
    unread: 0,
    status: undefined,
  },
  {
    talk: { kind: 'forum', id: 'pact' },
    name: 'A walk, every day',
    last: undefined,
    unread: 0,
    status: undefined,
  },
];

export function news(seq: number, kind: string, isUnread: boolean, params: object = {}): Notification {
  return {
    id: `n${seq}`,
    seq,
    userId: 'ruth',
    // Also kinds that this page does not know yet.
    notificationType: kind as NotificationKind,
    messageLocaleKey: '',
    messageParams: { userId: 'alan', userName: 'Alan Kowalski', ...params },
    isUnread,
    createdAt: ago(seq * 7),
    updatedAt: ago(seq * 7),
  };
}

export const PIN: Post = {
  id: 'p1',
  seq: 1,
  teamId: 'team',
  authorId: 'sarah',
  authorName: 'Sarah',
  authorRole: 'coach',
  body: 'Twenty minutes after lunch, at a pace where you can still chat. Sore knee? The pool counts too.',
  likeCount: 2,
  likedByMe: false,
  pinned: true,
  pinnedAt: ago(300),
  pinnedBy: 'Dave',
  createdAt: ago(320),
};

export const STEPS: Counter = { name: 'steps', total: 68_400, unit: 'steps', nextThreshold: 100_000 };

export function member(userName: string, lastSeen?: string): TeamMember {
  return { userId: userName, userName, role: 'member', ...(lastSeen !== undefined && { lastSeen }) };
}
