// Celebrating check-ins, each once: it counts from the press on, also without a network, unless it is refused. The server
// takes one celebration of each person for a check-in (SPEC.md CE1), so it may be sent again by way of the outbox.
import { useEffect, useEffectEvent, useState } from 'react';
import { sentenceOf } from '../api/call';
import { useOutbox, useOutboxItems } from '../live/live-context';
import { standingOf, whyHeld } from '../live/standing';
import type { CheckinId, OutboxEvent, PactActivity } from '@kith/client';
import type { PactRoomStore } from './room-store';

export interface Celebrating {
  /** What the reader has celebrated and the pact does not tell yet. */
  ahead: ReadonlySet<CheckinId>;
  /** Those that wait for the network. */
  waiting: ReadonlySet<CheckinId>;
  problem: { seq: number; sentence: string } | undefined;
  celebrateIt: (checkin: CheckinId, seq: number) => void;
}

export function useCelebrating(store: PactRoomStore, onCelebrated: () => void): Celebrating {
  const outbox = useOutbox();
  const items = useOutboxItems();
  const [pressed, setPressed] = useState<{ checkin: CheckinId; seq: number; sentence?: string }>();
  const held = whyHeld(items);
  const all = items.flatMap((item) =>
    item.deed.kind === 'celebration'
      ? [{ clientId: item.clientId, checkin: item.deed.checkinId, ...standingOf(item, held) }]
      : [],
  );
  const refused = all.filter(({ state }) => state === 'refused');
  const celebrateIt = async (checkin: CheckinId, seq: number): Promise<void> => {
    setPressed({ checkin, seq });
    onCelebrated();
    try {
      await outbox.do({ kind: 'celebration', checkinId: checkin });
      const old = refused.filter((one) => one.checkin === checkin);
      await Promise.all(old.map(({ clientId }) => outbox.takeBack(clientId)));
    } catch (error) {
      setPressed({ checkin, seq, sentence: sentenceOf(error) });
    }
  };
  const hear = useEffectEvent((event: OutboxEvent): void => {
    if (event.kind !== 'sent' || event.deed.kind !== 'celebration') return;
    const activity = event.answer as PactActivity;
    if (activity.pactId === store.pactId) store.did(activity);
  });
  useEffect(() => outbox.on((event) => hear(event)), [outbox]);
  return {
    ahead: idsOf(all.filter(({ state }) => state !== 'refused')),
    waiting: idsOf(all.filter(({ state }) => state === 'waiting')),
    problem: problemOf(pressed, refused, store),
    celebrateIt: (checkin, seq) => void celebrateIt(checkin, seq),
  };
}

interface Told {
  checkin: CheckinId;
  why?: string;
}

/** Why the last one failed, and at which entry that is said; after a reload at that of the check-in. */
function problemOf(
  pressed: { checkin: CheckinId; seq: number; sentence?: string } | undefined,
  refused: readonly Told[],
  store: PactRoomStore,
): Celebrating['problem'] {
  if (pressed?.sentence !== undefined) return { seq: pressed.seq, sentence: pressed.sentence };
  const last = refused.find(({ checkin }) => checkin === pressed?.checkin) ?? refused.at(-1);
  if (last?.why === undefined) return undefined;
  const entry = store.get().activities.find(({ data }) => data.checkinId === last.checkin);
  const seq = last.checkin === pressed?.checkin ? pressed.seq : entry?.seq;
  return seq === undefined ? undefined : { seq, sentence: last.why };
}

function idsOf(told: readonly Told[]): ReadonlySet<CheckinId> {
  return new Set(told.map(({ checkin }) => checkin));
}
