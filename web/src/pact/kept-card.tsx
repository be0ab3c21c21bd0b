// Check-ins of all pacts, or of one that is over, that the server does not have: kept on this device, each with what can
// be done about it.
import { useOutbox, useOutboxItems } from '../live/live-context';
import { WillBeSent } from '../live/will-be-sent';
import type { HabitGoalId, Pact } from '@kith/client';
import { type KeptCheckin, keptCheckins } from './kept-checkins';
import { RefusedLine, WaitingLine } from './kept-lines';
import type { Day } from './local-day';
import { usePictures } from './on-their-way';

interface KeptCardProps {
  pacts: readonly Pact[];
  today: Day;
  /** Only those of this habit. */
  habit?: HabitGoalId;
}

export function KeptCard({ pacts, today, habit }: KeptCardProps) {
  const outbox = useOutbox();
  const pictures = usePictures();
  const all = keptCheckins(useOutboxItems());
  const shown = all.filter(({ habitGoalId, state }) => (habit ?? habitGoalId) === habitGoalId && state !== 'sending');
  if (shown.length === 0) return null;
  const takeBack = async (kept: KeptCheckin): Promise<void> => {
    if (await outbox.takeBack(kept.clientId)) await pictures.drop(pictures.with(kept));
  };
  return (
    <section className="card" aria-labelledby="kept-title">
      <h2 id="kept-title">Not sent yet</h2>
      <p role="status" className="text-strong empty:hidden">
        {shown.some(({ state }) => state === 'waiting') && <WillBeSent />}
      </p>
      {shown.map((kept) => {
        const habitName = pacts.find(({ habitGoalId }) => habitGoalId === kept.habitGoalId)?.habitName;
        const shared = { kept, today, habitName, onTakeBack: () => void takeBack(kept) };
        return kept.state === 'refused' ? (
          <RefusedLine key={kept.clientId} {...shared} onAgain={() => void outbox.again(kept.clientId)} />
        ) : (
          <WaitingLine key={kept.clientId} {...shared} isListed />
        );
      })}
    </section>
  );
}
