// What is known of one pact: how it stands, what happened in it, who is here. Pure: what was fetched and what was heard
// go in, a new state comes out. An entry is in it once, however often and in whatever shape it is told.
import type {
  ActivityType,
  Pact,
  PactActivities,
  PactActivity,
  PactDetail,
  PactId,
  PactMemberProgress,
  PactMessage,
  PactRequest,
  UserId,
} from '@kith/client';

export interface PactRoom {
  readonly pactId: PactId;
  readonly pact: Pact | undefined;
  readonly members: readonly PactMemberProgress[];
  /** By `seq`, the oldest first, without a hole from the first one here to `heardTo`. */
  readonly activities: readonly PactActivity[];
  /** Whether there are entries before the first one here. */
  readonly hasEarlier: boolean;
  /** The newest entry up to which nothing is missing. */
  readonly heardTo: number;
  /** Names the numbering of the feed, once the room was joined. */
  readonly epoch: string | undefined;
  /** Who is here now; `undefined` while nobody tells it. */
  readonly here: ReadonlySet<UserId> | undefined;
  /** When somebody was here last, as far as it is known: RFC 3339. */
  readonly lastSeen: ReadonlyMap<UserId, string>;
  /** Entries were missed: fetch what came after `heardTo`. */
  readonly isBehind: boolean;
  /** Something happened that changes how everybody keeps it: fetch the pact again. */
  readonly isStale: boolean;
}

export type PactEvent =
  /** The pact was fetched. */
  | { kind: 'detail'; detail: PactDetail }
  /** The newest entries, or those before the first one here, were fetched: newest first. */
  | { kind: 'page'; page: PactActivities }
  /** The entries after `heardTo` were fetched: oldest first. */
  | { kind: 'caught-up'; page: PactActivities }
  /** The server said something, `at` by its clock. */
  | { kind: 'message'; message: PactMessage; at: string }
  /** The reader did something, and this is what it became. */
  | { kind: 'own'; activity: PactActivity }
  /** When others were here, by a list that was fetched. */
  | { kind: 'seen'; lastSeen: ReadonlyMap<UserId, string> }
  /** The connection is gone. */
  | { kind: 'lost' };

/** These change nothing in how anybody keeps the pact. */
const MERE_WORDS: ReadonlySet<ActivityType> = new Set(['celebration_sent', 'encouragement_sent', 'note_changed']);

export function emptyRoom(pactId: PactId): PactRoom {
  return {
    pactId,
    pact: undefined,
    members: [],
    activities: [],
    hasEarlier: false,
    heardTo: 0,
    epoch: undefined,
    here: undefined,
    lastSeen: new Map(),
    isBehind: false,
    isStale: false,
  };
}

export function afterEvent(room: PactRoom, event: PactEvent): PactRoom {
  switch (event.kind) {
    case 'detail':
      return { ...room, pact: event.detail.pact, members: event.detail.members, isStale: false };
    case 'page':
      return afterPage(room, event.page);
    case 'caught-up':
      return afterCatchingUp(room, event.page);
    case 'message':
      return 'pactId' in event.message && event.message.pactId !== room.pactId
        ? room
        : afterMessage(room, event.message, event.at);
    case 'own':
      return withEntry(room, event.activity);
    case 'seen':
      return [...event.lastSeen].reduce((after, [user, at]) => withSeen(after, user, at), room);
    case 'lost':
      return { ...room, here: undefined };
  }
}

/** The command that enters the room where it was left. */
export function joinRequest(room: PactRoom): PactRequest {
  const from = room.epoch === undefined ? {} : { since: room.heardTo, epoch: room.epoch };
  return { type: 'JOIN_PACT', pactId: room.pactId, ...from };
}

function afterMessage(room: PactRoom, message: PactMessage, at: string): PactRoom {
  switch (message.type) {
    case 'JOINED_PACT':
      return afterJoining(room, message);
    case 'PARTNER_JOINED_PACT':
      return { ...withSeen(room, message.userId, at), here: new Set([...(room.here ?? []), message.userId]) };
    case 'PARTNER_LEFT_PACT': {
      const here = new Set(room.here);
      here.delete(message.userId);
      return { ...withSeen(room, message.userId, message.lastSeen), here };
    }
    case 'PACT_ACTIVITY': {
      const { type: _, activityType, ...rest } = message;
      return withEntry(room, { ...rest, type: activityType });
    }
    case 'CHECKIN_LOGGED':
      return room.pact?.habitGoalId === message.checkin.habitGoalId ? { ...room, isStale: true } : room;
    // Each of these is told again as the `PACT_ACTIVITY` of its number, which says everything.
    case 'PARTNER_CHECKED_IN':
    case 'CELEBRATION_RECEIVED':
    case 'ENCOURAGEMENT_RECEIVED':
    case 'STREAK_MILESTONE':
    case 'LEFT_PACT':
      return room;
  }
}

function afterJoining(room: PactRoom, joined: Extract<PactMessage, { type: 'JOINED_PACT' }>): PactRoom {
  const isAnother = joined.resync || (room.epoch !== undefined && room.epoch !== joined.epoch);
  const base = isAnother ? { ...emptyRoom(room.pactId), lastSeen: room.lastSeen } : room;
  const here = joined.presence.here.map((person) => person.userId);
  const told = { ...base, pact: joined.pact, members: joined.members, epoch: joined.epoch, isStale: false };
  const first = joined.activities[0]?.seq ?? 0;
  const fresh = withPage({ ...told, here: new Set(here) }, joined.activities, first > 1);
  const away = joined.presence.away.filter((person) => person.lastSeen !== undefined);
  const known = away.reduce((after, { userId, lastSeen }) => withSeen(after, userId, lastSeen ?? ''), fresh);
  return known.heardTo < joined.seq ? { ...known, isBehind: true } : known;
}

function afterPage(room: PactRoom, page: PactActivities): PactRoom {
  return withPage(room, page.activities, page.next !== null);
}

/** Puts a run of entries without a hole in; one that does not touch what is here takes its place if it is newer. */
function withPage(room: PactRoom, run: readonly PactActivity[], hasEarlier: boolean): PactRoom {
  const [first, last] = [run.reduce(min, Infinity), run.reduce(max, 0)];
  if (run.length === 0) return room.activities.length === 0 ? { ...room, hasEarlier } : room;
  const oldest = room.activities[0]?.seq;
  const touches = oldest === undefined || (first <= room.heardTo + 1 && last >= oldest - 1);
  if (!touches && last < oldest) return room;
  const kept = touches ? room.activities : room.activities.filter(({ seq }) => seq > last);
  const reachesBack = oldest === undefined || first < oldest || !touches;
  const merged = merge(kept, run);
  const heardTo = touches ? room.heardTo : 0;
  return {
    ...run.reduce((seen, { userId, createdAt }) => withSeen(seen, userId, createdAt), room),
    activities: merged,
    hasEarlier: reachesBack ? hasEarlier : room.hasEarlier,
    heardTo: continuous(merged, Math.max(heardTo, first)),
  };
}

function afterCatchingUp(room: PactRoom, { activities, next }: PactActivities): PactRoom {
  const merged = merge(room.activities, activities);
  const fetchedTo = activities.reduce(max, room.heardTo);
  const heardTo = continuous(merged, fetchedTo);
  const isStale = room.isStale || activities.length > 0;
  return { ...room, activities: merged, heardTo, isBehind: next !== null, isStale };
}

function withEntry(room: PactRoom, activity: PactActivity): PactRoom {
  if (room.activities.some(({ seq }) => seq === activity.seq)) return room;
  const activities = merge(room.activities, [activity]);
  const heardTo = continuous(activities, room.heardTo);
  const seen = withSeen(room, activity.userId, activity.createdAt);
  const isStale = room.isStale || !MERE_WORDS.has(activity.type);
  return { ...seen, activities, heardTo, isBehind: activity.seq > heardTo, isStale };
}

function withSeen(room: PactRoom, user: UserId, at: string): PactRoom {
  const known = room.lastSeen.get(user);
  if (known !== undefined && Date.parse(known) >= Date.parse(at)) return room;
  return { ...room, lastSeen: new Map(room.lastSeen).set(user, at) };
}

function merge(known: readonly PactActivity[], more: readonly PactActivity[]): PactActivity[] {
  const bySeq = new Map([...known, ...more].map((activity) => [activity.seq, activity]));
  return [...bySeq.values()].toSorted((a, b) => a.seq - b.seq);
}

/** The last of the entries that follow `from` without a hole. */
function continuous(activities: readonly PactActivity[], from: number): number {
  let last = from;
  for (const { seq } of activities) if (seq === last + 1) last = seq;
  return last;
}

function min(least: number, { seq }: PactActivity): number {
  return Math.min(least, seq);
}

function max(most: number, { seq }: PactActivity): number {
  return Math.max(most, seq);
}
