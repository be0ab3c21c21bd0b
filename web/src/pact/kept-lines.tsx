// What is said of other dates than today and is on this device only, what came late, and what was refused: each in a
// sentence, with what can be done.
import { timeInWords } from '../design/time-in-words';
import { useNow } from '../design/use-now';
import { WillBeSent } from '../live/will-be-sent';
import { STATUS_WORD, TOO_LATE } from './checkin-words';
import { DayMark } from './day-mark';
import { dayName, type KeptCheckin } from './kept-checkins';
import { type Day, daysFrom } from './local-day';
import type { OwnCheckins } from './use-checkin';
import type { SentCheckin } from './sent-checkins';

interface KeptLineProps {
  kept: KeptCheckin;
  today: Day;
  /** Which habit, where several stand together. */
  habitName?: string | undefined;
  onTakeBack: () => void;
}

interface WaitingLineProps extends KeptLineProps {
  /** Where several stand together, what they wait for is said once for all of them. */
  isListed?: boolean;
}

/** "Yesterday: done. You said so 3 hours ago." */
export function WaitingLine({ kept, today, habitName, isListed = false, onTakeBack }: WaitingLineProps) {
  const now = useNow();
  const said = timeInWords(new Date(kept.doneAt), new Date(Math.max(now, kept.doneAt)));
  return (
    <div
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-hairline pt-3"
      data-testid="kept-checkin"
    >
      <div className="flex min-w-[min(100%,14rem)] flex-1 items-start gap-3">
        <span className="mine flex-none">
          <DayMark state={kept.status} isWaiting={kept.state === 'waiting'} />
        </span>
        <div className="min-w-0">
          <p>
            <strong>{lineOf(kept, today, habitName)}</strong> You said so {said}.
          </p>
          {kept.note !== '' && <p className="whitespace-pre-line">“{kept.note}”</p>}
          {!isListed && (
            <p role="status" className="text-strong">
              {kept.state === 'waiting' ? <WillBeSent /> : 'Sending…'}
            </p>
          )}
        </div>
      </div>
      <button type="button" className="btn" onClick={onTakeBack}>
        Take it back
        <span className="sr-only">
          : {habitName} {dayName(kept.day, today)}
        </span>
      </button>
    </div>
  );
}

export function RefusedLine({ kept, today, habitName, onTakeBack, onAgain }: KeptLineProps & { onAgain: () => void }) {
  const isTooLate = daysFrom(kept.day, today) > 1;
  return (
    <div className="grid gap-2 border-t border-hairline pt-3" data-testid="refused-checkin">
      <div role="alert">
        <p>
          <strong>Your check-in was not taken.</strong> {lineOf(kept, today, habitName)}
        </p>
        <p className="text-danger">{isTooLate ? TOO_LATE : kept.why}</p>
      </div>
      {kept.note !== '' && <p className="whitespace-pre-line">You wrote: “{kept.note}”</p>}
      <div className="flex flex-wrap gap-2">
        {!isTooLate && (
          <button type="button" className="btn" onClick={onAgain}>
            Try again
          </button>
        )}
        <button type="button" className={isTooLate ? 'btn' : 'btn btn-text'} onClick={onTakeBack}>
          Remove it
        </button>
      </div>
    </div>
  );
}

/** "Sent now: done on Saturday, November 21. You said so yesterday evening." */
export function SentLateLine({ sent, today }: { sent: SentCheckin; today: Day }) {
  const now = useNow();
  const said = timeInWords(new Date(sent.doneAt), new Date(Math.max(now, sent.doneAt)));
  return (
    <p className="border-t border-hairline pt-3">
      <strong>Now it is sent.</strong> It counts for {dayName(sent.day, today)} ({STATUS_WORD[sent.status]}): you said
      so {said}.
    </p>
  );
}

function lineOf({ day, status }: KeptCheckin, today: Day, habitName: string | undefined): string {
  const name = dayName(day, today);
  const which = habitName === undefined ? '' : `${habitName}, `;
  const said = status === 'skipped' && day === today ? 'not today' : STATUS_WORD[status];
  const words = `${which}${name}: ${said}.`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** All of one habit, but today's that waits: that has a card of its own. */
export function KeptLines({ own, today }: { own: OwnCheckins; today: Day }) {
  return (
    <>
      {own.sentLate.map((sent) => (
        <SentLateLine key={sent.clientId} sent={sent} today={today} />
      ))}
      {own.kept.map((kept) => {
        const shared = { kept, today, onTakeBack: () => own.takeBack(kept) };
        if (kept.state === 'refused') {
          return <RefusedLine key={kept.clientId} {...shared} onAgain={() => own.again(kept)} />;
        }
        return kept.day >= today ? null : <WaitingLine key={kept.clientId} {...shared} />;
      })}
    </>
  );
}
