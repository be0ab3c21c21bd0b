// Which date it is for the reader, by the server's clock, in one place: in their zone, and where days start at their hour.
import { useEffect, useSyncExternalStore } from 'react';
import type { User } from '@kith/client';
import { useNow } from '../design/use-now';
import { type Day, dayIn } from './local-day';
import { serverClock } from './server-clock';

/** What says which date it is for somebody. */
export type DayReckoning = Partial<Pick<User, 'timezone' | 'dayStartsAt'>>;

/** The date at this moment. */
export function todayOf(me: DayReckoning | undefined): Day {
  return dayIn(me?.timezone, new Date(serverClock.now()), me?.dayStartsAt);
}

/** The date; the component is drawn again when another one begins. */
export function useToday(me: DayReckoning): Day {
  useServerNow();
  return todayOf(me);
}

/** What time it is for the server, in milliseconds since 1970, as of the last tick. */
export function useServerNow(): number {
  useNow();
  useSyncExternalStore(serverClock.subscribe, serverClock.ahead);
  useEffect(() => void serverClock.learn(), []);
  return serverClock.now();
}
