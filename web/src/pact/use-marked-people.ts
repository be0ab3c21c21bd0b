// The people of a pact with what each said of each date, the reader first.
import { useMemo } from 'react';
import type { Pact, User } from '@kith/client';
import { marksOf, ownMarks } from './day-marks';
import { waitingDays } from './kept-checkins';
import { partnersOf } from './pact-standing';
import { shortNames } from './people-words';
import type { RoomState } from './room-store';
import type { OwnCheckins } from './use-checkin';
import type { MarkedPerson } from './week-strip';

export function useMarkedPeople(room: RoomState, me: User, pact: Pact, own: OwnCheckins): MarkedPerson[] {
  const { activities } = room;
  const { checkins, isKnown, kept } = own;
  return useMemo(() => {
    const partners = partnersOf(pact.members, me.id);
    const names = shortNames(partners);
    // What the reader does is known here before the feed tells it, so their own come from elsewhere.
    const said = ownMarks(checkins, pact.habitGoalId);
    const marks = isKnown ? said : new Map([...marksOf(activities, me.id), ...said]);
    const reader: MarkedPerson = { userId: me.id, name: 'You', isReader: true, marks, waiting: waitingDays(kept) };
    const others = partners.map(({ userId, userName }, index) => ({
      userId,
      name: names[index] ?? userName,
      isReader: false,
      marks: marksOf(activities, userId),
    }));
    return [reader, ...others];
  }, [activities, checkins, isKnown, kept, me.id, pact.members, pact.habitGoalId]);
}
