// The reader's own check-ins that the server does not have yet: those of the outbox, each with the date that it is for.
// Pure.
import {
  type Checkin,
  type CheckinStatus,
  dateOf,
  type HabitGoalId,
  type OutboxItem,
  type PactId,
  type UserId,
} from '@kith/client';
import { standingOf, whyHeld } from '../live/standing';
import { type Day, daysFrom, dayText } from './local-day';

export interface KeptCheckin {
  readonly clientId: string;
  readonly habitGoalId: HabitGoalId;
  readonly pactId: PactId | undefined;
  readonly day: Day;
  readonly status: CheckinStatus;
  readonly note: string;
  /** When it was said, in milliseconds since 1970 by this device. */
  readonly doneAt: number;
  readonly state: 'sending' | 'waiting' | 'refused';
  /** Why it was refused, in a sentence. */
  readonly why: string | undefined;
}

/** In the order in which they were said. */
export function keptCheckins(items: readonly OutboxItem[]): KeptCheckin[] {
  const held = whyHeld(items);
  return items.flatMap((item) => {
    if (item.deed.kind !== 'checkin') return [];
    const { checkin } = item.deed;
    const { state, why } = standingOf(item, held);
    return {
      clientId: item.clientId,
      habitGoalId: checkin.habitGoalId,
      pactId: checkin.pactId,
      day: dateOf(item.deed, item.doneOn),
      status: checkin.status,
      note: checkin.notes ?? '',
      doneAt: item.doneAt,
      state,
      why: state === 'refused' ? why : undefined,
    };
  });
}

/** What the server has, with what is on its way laid over it. What is refused counts for nothing. */
export function laidOver(checkins: readonly Checkin[], kept: readonly KeptCheckin[], me: UserId): Checkin[] {
  const ahead = new Map(kept.filter(({ state }) => state !== 'refused').map((one) => [one.day, one]));
  const rest = checkins.filter(({ day }) => !ahead.has(day));
  return [...[...ahead.values()].map((one) => asCheckin(one, me)), ...rest];
}

function asCheckin({ clientId, habitGoalId, day, status, note, doneAt }: KeptCheckin, userId: UserId): Checkin {
  const at = new Date(doneAt).toISOString();
  return { id: clientId, userId, habitGoalId, day, status, ...(note !== '' && { notes: note }), at };
}

/** The dates of which something is said that the server does not have. */
export function waitingDays(kept: readonly KeptCheckin[]): ReadonlySet<Day> {
  return new Set(kept.filter(({ state }) => state === 'waiting').map(({ day }) => day));
}

/** "today", "yesterday", or the date's name. */
export function dayName(day: Day, today: Day): string {
  const ago = daysFrom(day, today);
  if (ago === 0) return 'today';
  return ago === 1 ? 'yesterday' : dayText(day);
}
