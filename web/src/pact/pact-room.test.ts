// @vitest-environment node
// What is known of a pact, from what was fetched and what was heard, in whatever order it comes.
import { describe, expect, it } from 'vitest';
import type { PactActivity, PactMessage } from '@kith/client';
import { afterEvent, emptyRoom, joinRequest, type PactEvent, type PactRoom } from './pact-room';
import { activity, NOW, pact, progress, member } from './samples';

const PACT = pact('active', [member('margaret'), member('ruth')]);
const MEMBERS = [progress('margaret', 1, 2), progress('ruth', 2, 2)];

function entry(seq: number, type: PactActivity['type'] = 'checkin_completed', userId = 'ruth'): PactActivity {
  return activity(seq, type, userId, { checkinId: `c${seq}`, day: '2026-11-23' });
}

function told(one: PactActivity): PactMessage {
  const { type, ...rest } = one;
  return { type: 'PACT_ACTIVITY', activityType: type, ...rest };
}

const SEEN = '2026-05-01T06:00:00.000Z';

function joined(
  activities: PactActivity[],
  more: Partial<Extract<PactMessage, { type: 'JOINED_PACT' }>> = {},
): PactMessage {
  return {
    type: 'JOINED_PACT',
    pactId: PACT.id,
    pact: PACT,
    members: MEMBERS,
    presence: {
      count: 1,
      here: [{ userId: 'margaret', userName: 'Margaret' }],
      away: [{ userId: 'ruth', userName: 'Ruth', lastSeen: SEEN }],
    },
    activities,
    epoch: 'e1',
    seq: activities.at(-1)?.seq ?? 0,
    resync: false,
    ...more,
  };
}

const heard = (message: PactMessage): PactEvent => ({ kind: 'message', message, at: NOW });
const after = (room: PactRoom, ...events: PactEvent[]): PactRoom => events.reduce(afterEvent, room);
const seqs = (room: PactRoom): number[] => room.activities.map(({ seq }) => seq);
const START = emptyRoom(PACT.id);

describe('[LP2] entries', () => {
  it('are one, told as a check-in and as an activity, fetched and heard, in any order', () => {
    const partner: PactMessage = {
      type: 'PARTNER_CHECKED_IN',
      pactId: PACT.id,
      userId: 'ruth',
      userName: 'Ruth Abernathy',
      checkin: { id: 'c3', userId: 'ruth', habitGoalId: 'walk', day: '2026-11-23', status: 'completed', at: NOW },
      habitName: 'A walk, every day',
      seq: 3,
    };
    const page: PactEvent = { kind: 'page', page: { activities: [entry(3), entry(2), entry(1)], next: null } };
    const events = [heard(joined([entry(1), entry(2)])), heard(partner), heard(told(entry(3))), page];
    expect(seqs(after(START, ...events))).toEqual([1, 2, 3]);
    expect(seqs(after(START, page, ...events.toReversed()))).toEqual([1, 2, 3]);
    expect(after(START, ...events, ...events).isBehind).toBe(false);
  });

  it('of another pact are not taken', () => {
    const room = after(START, heard(joined([entry(1)])));
    expect(
      after(room, heard({ ...(told(entry(2)) as { type: 'PACT_ACTIVITY' }), pactId: 'other' } as PactMessage)),
    ).toBe(room);
  });

  it('that are missing are asked for, and what was heard beyond them stays', () => {
    const room = after(START, heard(joined([entry(1)])), heard(told(entry(4))));
    expect([room.isBehind, room.heardTo]).toEqual([true, 1]);
    const whole = after(room, { kind: 'caught-up', page: { activities: [entry(2), entry(3), entry(4)], next: null } });
    expect([seqs(whole), whole.heardTo, whole.isBehind]).toEqual([[1, 2, 3, 4], 4, false]);
  });

  it('that come late fill the hole', () => {
    const room = after(START, heard(joined([entry(1)])), heard(told(entry(3))), heard(told(entry(2))));
    expect([seqs(room), room.heardTo, room.isBehind]).toEqual([[1, 2, 3], 3, false]);
  });

  it('from before come in above', () => {
    const room = after(START, { kind: 'page', page: { activities: [entry(5), entry(4)], next: '4' } });
    expect(room.hasEarlier).toBe(true);
    const more = after(room, { kind: 'page', page: { activities: [entry(3), entry(2), entry(1)], next: null } });
    expect([seqs(more), more.hasEarlier, more.heardTo]).toEqual([[1, 2, 3, 4, 5], false, 5]);
  });

  it('far ahead of what is here take its place, without a hole', () => {
    const room = after(START, heard(joined([entry(1), entry(2)])));
    const later = after(room, heard(joined([entry(40), entry(41)])));
    expect([seqs(later), later.hasEarlier, later.heardTo]).toEqual([[40, 41], true, 41]);
  });

  it('of kindness change nothing in how anybody keeps the pact, check-ins do', () => {
    const room = after(START, heard(joined([entry(1)])));
    expect(after(room, heard(told(entry(2, 'celebration_sent')))).isStale).toBe(false);
    expect(after(room, heard(told(entry(2)))).isStale).toBe(true);
    expect(after(room, heard(told(entry(2, 'checkin_undone')))).isStale).toBe(true);
    expect(after(room, heard(told(entry(2, 'note_changed')))).isStale).toBe(false);
  });
});

describe('[RC2] another numbering', () => {
  it('voids what was known', () => {
    const room = after(START, heard(joined([entry(7), entry(8)])));
    const other = after(room, heard(joined([entry(1)], { epoch: 'e2', resync: true })));
    expect([seqs(other), other.heardTo, other.epoch]).toEqual([[1], 1, 'e2']);
  });

  it('a room is entered where it was left', () => {
    expect(joinRequest(START)).toEqual({ type: 'JOIN_PACT', pactId: PACT.id });
    const room = after(START, heard(joined([entry(1), entry(2)])));
    expect(joinRequest(room)).toEqual({ type: 'JOIN_PACT', pactId: PACT.id, since: 2, epoch: 'e1' });
  });
});

describe('[LP1] who is here', () => {
  const come: PactMessage = { type: 'PARTNER_JOINED_PACT', pactId: PACT.id, userId: 'ruth', userName: 'Ruth' };
  const go: PactMessage = {
    type: 'PARTNER_LEFT_PACT',
    pactId: PACT.id,
    userId: 'ruth',
    userName: 'Ruth',
    lastSeen: NOW,
  };

  it('is told by the room; who leaves was seen then', () => {
    const room = after(START, heard(joined([])), heard(come));
    expect(room.here?.has('ruth')).toBe(true);
    const left = after(room, heard(go));
    expect([left.here?.has('ruth'), left.lastSeen.get('ruth')]).toEqual([false, NOW]);
  });

  it('is not known without a connection; when somebody was seen last is the latest that anything tells', () => {
    const room = after(START, heard(joined([entry(1)])), heard(come), { kind: 'lost' });
    expect(room.here).toBeUndefined();
    const older: PactEvent = { kind: 'seen', lastSeen: new Map([['ruth', '2026-11-20T08:00:00.000Z']]) };
    expect(after(room, older).lastSeen.get('ruth')).toBe(NOW);
  });
});
