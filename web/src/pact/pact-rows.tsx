// A pact in the list, in each of its states, and what stands there while there is none.
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { Problem } from '../design/notice';
import type { CheckinStatus, Pact, UserId } from '@kith/client';
import { InviteWay } from './invite-card';
import { askedWords, courseWords, EMPTY, onlineWords, runningWords, saidWords, waitingWords } from './list-words';
import type { Day } from './local-day';
import type { PactStep } from './pact-calls';
import { dayNumber, partnersOf, seatOf, unanswered } from './pact-standing';
import { withWhom } from './people-words';
import type { SaidToday } from './use-said-today';

const SHOWN_PARTNERS = 5;

interface AskedCardProps {
  pact: Pact;
  /** It stands on the pact's own page, which names the habit. */
  isAlone?: boolean;
  isBusy: boolean;
  problem: string | undefined;
  onAnswer: (step: PactStep) => void;
}

export function AskedCard({ pact, isAlone = false, isBusy, problem, onAnswer }: AskedCardProps) {
  const creator = seatOf(pact, pact.creatorUserId)?.userName ?? 'A friend';
  const answer = (step: PactStep) => (): void => {
    if (!isBusy) onAnswer(step);
  };
  return (
    <section className="card border-gold-line!" aria-label={`Invitation: ${pact.habitName}`}>
      <div className="flex items-center gap-3">
        <Avatar userName={creator} />
        <div className="min-w-0">
          <h2>{isAlone ? 'An invitation' : pact.habitName}</h2>
          <p className="text-small">{isAlone ? `From ${creator}` : 'An invitation'}</p>
        </div>
      </div>
      <p>{askedWords(pact)}</p>
      {pact.consequence !== undefined && <p>“{pact.consequence}”</p>}
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,9rem),1fr))] gap-2">
        <button type="button" className="btn btn-gold" aria-disabled={isBusy} onClick={answer('accept')}>
          <Icon name="check" />
          {isBusy ? 'One moment…' : 'Yes, together'}
        </button>
        <button type="button" className="btn min-h-14!" aria-disabled={isBusy} onClick={answer('decline')}>
          Not this time
        </button>
      </div>
      {problem !== undefined && <Problem>{problem}</Problem>}
    </section>
  );
}

interface RunningCardProps {
  pact: Pact;
  me: UserId;
  today: Day;
  online: ReadonlySet<UserId>;
  /** What the reader said of today, by habit, where it is known. */
  said: SaidToday | undefined;
}

export function RunningCard({ pact, me, today, online, said }: RunningCardProps) {
  const partners = partnersOf(pact.members, me);
  const day = dayNumber(pact, today);
  const isOnline = onlineWords(partners, online);
  return (
    <section className="card p-0!" aria-label={pact.habitName}>
      <Link href={`/pacts/${pact.id}`} className="grid gap-4 rounded-lg p-5 text-body no-underline desk:p-6">
        <span className="flex flex-wrap items-center gap-3">
          <span className="flex flex-none gap-1">
            {partners.slice(0, SHOWN_PARTNERS).map(({ userId, userName }) => (
              <Avatar key={userId} userName={userName} isOnline={online.has(userId)} />
            ))}
          </span>
          <span className={`min-w-0 flex-1 ${partners.length > 1 ? 'phone:order-last phone:basis-full' : ''}`}>
            <strong className="block text-title leading-tight font-head">{pact.habitName}</strong>
            <span>{runningWords(pact, me)}</span>
            {isOnline !== '' && <span className="block text-small">{isOnline}</span>}
          </span>
          <Icon name="right" className="ml-auto text-strong" />
        </span>
        <span className="bar" aria-hidden="true">
          <span style={{ width: `${(day / pact.durationDays) * 100}%` }} />
        </span>
        <span className="-mt-1 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <span className="text-small">{courseWords(pact, today)}</span>
          {said && day > 0 && <TodayMark status={said.get(pact.habitGoalId)} />}
        </span>
      </Link>
    </section>
  );
}

function TodayMark({ status }: { status: CheckinStatus | undefined }) {
  return (
    <strong className="flex items-center gap-2 font-head" data-testid="today">
      <Icon name={status === undefined ? 'clock' : 'check'} isSmall className="text-gold" />
      {saidWords(status)}
    </strong>
  );
}

interface WaitingCardProps {
  pact: Pact;
  me: UserId;
  /** It stands on the pact's own page. */
  isAlone?: boolean;
}

export function WaitingCard({ pact, me, isAlone = false }: WaitingCardProps) {
  return (
    <section className="card" aria-label={`Waiting: ${pact.habitName}`}>
      <div className="flex items-start justify-between gap-3">
        <h2 className="flex min-h-12 min-w-0 items-center">
          {isAlone ? (
            'It begins with the first yes'
          ) : (
            <Link href={`/pacts/${pact.id}`} className="flex min-h-12 items-center text-strong no-underline">
              {pact.habitName}
            </Link>
          )}
        </h2>
        <p className="flex min-h-12 flex-none items-center gap-2 text-small">
          <Icon name="clock" isSmall />
          Waiting
        </p>
      </div>
      <p>{waitingWords(pact, me)}</p>
      {pact.creatorUserId === me && (
        <InviteWay pactId={pact.id} isForOthers={unanswered(pact.members, me).length > 0} />
      )}
    </section>
  );
}

interface EndedRowProps {
  pact: Pact;
  me: UserId;
  line: string;
  isRenewed: boolean;
  isBusy: boolean;
  problem: string | undefined;
  onRenew: () => void;
}

export function EndedRow({ pact, me, line, isRenewed, isBusy, problem, onRenew }: EndedRowProps) {
  const seat = seatOf(pact, me)?.status;
  const wasIn = seat === 'done' || seat === 'active' || seat === 'left';
  const isOver = pact.status !== 'pending' && pact.status !== 'active';
  return (
    <li className="grid gap-2 border-t border-hairline py-3 first:border-t-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Link
          href={`/pacts/${pact.id}`}
          className="grid min-h-12 min-w-[min(100%,12rem)] flex-1 content-center leading-snug text-body no-underline"
        >
          <strong>{pact.habitName}</strong>
          <span className="text-small">{pact.members.length > 1 ? `${withWhom(pact, me)} · ${line}` : line}</span>
        </Link>
        {wasIn && isOver && !isRenewed && (
          <button type="button" className="btn" aria-disabled={isBusy} onClick={() => !isBusy && onRenew()}>
            <Icon name="again" isSmall />
            {isBusy ? 'One moment…' : 'Renew'}
            <span className="sr-only"> {pact.habitName}</span>
          </button>
        )}
      </div>
      {problem !== undefined && <Problem>{problem}</Problem>}
    </li>
  );
}

export function EmptyPacts({ isAgain = false }: { isAgain?: boolean }) {
  return (
    <section className="card justify-items-start gap-4!" aria-label="No pacts yet">
      <Icon name="pact" className="size-12! text-gold" />
      <h2 className="text-[calc(26rem/18)]">{isAgain ? 'Ready for another one?' : EMPTY.title}</h2>
      <p className="max-w-[56ch]">{EMPTY.body}</p>
      <p className="max-w-[56ch]">{EMPTY.more}</p>
      <Link href="/pacts/new" className="btn btn-gold">
        <Icon name="plus" />
        Begin a pact
      </Link>
      <Link href="/you" className="btn btn-text -mx-2 text-left!">
        Somebody gave me a code
      </Link>
    </section>
  );
}
