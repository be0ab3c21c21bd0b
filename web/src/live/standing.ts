// Where something of the outbox stands, as a page says it: on its way, waiting for a better moment, or refused. Pure.
import type { OutboxItem } from '@kith/client';

export interface Standing {
  readonly state: 'sending' | 'waiting' | 'refused';
  /** Why it waits or was refused, in a sentence. */
  readonly why?: string;
}

/** Why nothing is sent now; `undefined` while all goes well. Things are sent in their order: all wait for the first. */
export function whyHeld(items: readonly OutboxItem[]): string | undefined {
  return items.find(({ state, why }) => state !== 'refused' && why !== undefined)?.why;
}

/** Until it is known why something waits, it is as good as under way; from then on it waits until it is sent. */
export function standingOf({ state, why }: OutboxItem, held: string | undefined): Standing {
  if (state === 'refused') return { state, ...(why !== undefined && { why }) };
  return held === undefined ? { state: 'sending' } : { state: 'waiting', why: why ?? held };
}
