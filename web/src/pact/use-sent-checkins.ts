// What became of check-ins that were on their way: what the server answers takes their place in what is known, what
// came late is told, and what was just sent can be taken back for ten seconds.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useOutbox } from '../live/live-context';
import type { Checkin, CheckinId, CheckinLogged, HabitGoalId, OutboxEvent } from '@kith/client';
import { keptCheckins } from './kept-checkins';
import type { Day } from './local-day';
import { pactKeys } from './pact-keys';
import { useSentList } from './on-their-way';

const UNDO_MS = 10_000;

export function useSentCheckins(goal: HabitGoalId, today: Day, onLogged: (logged: CheckinLogged) => void) {
  const client = useQueryClient();
  const outbox = useOutbox();
  const sent = useSentList();
  const [undoable, setUndoable] = useUndoable();
  const known = useRef<ReadonlySet<string>>(new Set());

  const answered = (logged: CheckinLogged): void => {
    const { checkin } = logged;
    client.setQueriesData<Checkin[]>({ queryKey: pactKeys.allCheckins }, (all) => all && withCheckin(all, checkin));
    void client.invalidateQueries({ queryKey: pactKeys.allCheckins });
    if (checkin.habitGoalId !== goal) return;
    if (checkin.day >= today) setUndoable(checkin.id);
    onLogged(logged);
  };
  const look = (): void => {
    const now = new Set(keptCheckins(outbox.get()).map(({ clientId }) => clientId));
    // What is gone and was not sent from here was taken back, or another tab has sent it.
    const isGone = [...known.current].some((id) => !now.has(id));
    known.current = now;
    if (isGone) void client.invalidateQueries({ queryKey: pactKeys.allCheckins });
  };
  const hear = useEffectEvent((event: OutboxEvent): void => {
    if (event.kind === 'sent' && event.deed.kind === 'checkin') answered(event.answer as CheckinLogged);
    if (event.kind === 'changed') look();
  });
  useEffect(() => outbox.on((event) => hear(event)), [outbox]);
  return {
    sentLate: sent.filter((one) => one.habitGoalId === goal && one.cameLate),
    undoable,
    forgetUndo: (): void => setUndoable(undefined),
  };
}

function withCheckin(known: readonly Checkin[], checkin: Checkin): Checkin[] {
  const rest = known.filter(({ habitGoalId, day }) => habitGoalId !== checkin.habitGoalId || day !== checkin.day);
  return [checkin, ...rest];
}

/** What was just sent, for ten seconds. */
function useUndoable(): [CheckinId | undefined, (checkin: CheckinId | undefined) => void] {
  const [undoable, setUndoable] = useState<{ checkin: CheckinId }>();
  useEffect(() => {
    if (!undoable) return undefined;
    const timer = setTimeout(() => setUndoable(undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [undoable]);
  return [undoable?.checkin, (checkin) => setUndoable(checkin === undefined ? undefined : { checkin })];
}
