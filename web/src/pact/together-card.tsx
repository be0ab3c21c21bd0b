// The people of a pact: two side by side with their streak between them, more in a list. Who is here, how each keeps it,
// what today is like.
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import type { CheckinStatus, MemberStatus, PactMemberProgress, UserId } from '@kith/client';
import {
  freezeWords,
  shortName,
  shortNames,
  streakWords,
  todayWords,
  togetherWords,
  waitingForWords,
} from './people-words';
import { type StreakUnit, togetherFor } from './pact-standing';
import { PresenceOf } from './presence-of';
import { ProgressRing } from './progress-ring';

export interface TogetherCardProps {
  members: readonly PactMemberProgress[];
  me: UserId;
  /** What each said of today; `undefined` where it is over. */
  today: ReadonlyMap<UserId, CheckinStatus> | undefined;
  /** Whether what the reader said of it is on this device only. */
  isWaiting?: boolean;
  unit: StreakUnit;
  here: ReadonlySet<UserId> | undefined;
  lastSeen: ReadonlyMap<UserId, string>;
  nowMs: number;
  /** `undefined` where it is over. */
  onEncourage: ((member: PactMemberProgress) => void) | undefined;
}

export function TogetherCard(props: TogetherCardProps) {
  const { members, me } = props;
  // At the end those who left belong to the story too.
  const isOver = props.today === undefined;
  const partners = members.filter(({ userId, status }) => userId !== me && isShown(status, isOver));
  const mine = members.find(({ userId }) => userId === me);
  const [partner] = partners;
  const waiting = waitingForWords(members, me);
  return (
    <section className="card" aria-label="All of you">
      {partner && partners.length === 1 && mine ? (
        <Duo {...props} mine={mine} partner={partner} />
      ) : (
        <Group {...props} shown={mine ? [mine, ...partners] : partners} />
      )}
      {waiting !== '' && <p>{waiting}</p>}
      {mine && props.onEncourage && <Freezes left={mine.streak.freezesLeft} />}
    </section>
  );
}

function isShown(status: MemberStatus, isOver: boolean): boolean {
  return status === 'active' || status === 'done' || (isOver && status === 'left');
}

interface DuoProps extends TogetherCardProps {
  mine: PactMemberProgress;
  partner: PactMemberProgress;
}

function Duo({ mine, partner, members, today, isWaiting = false, unit, onEncourage, ...presence }: DuoProps) {
  const name = shortName(partner.userName);
  const together = togetherFor(members);
  return (
    <>
      <div className="flex min-w-0 items-center gap-3 @max-[14rem]:flex-wrap">
        <Avatar userName={partner.userName} />
        <div className="min-w-0 flex-1 @max-[14rem]:order-last @max-[14rem]:basis-full">
          <h2>{partner.userName}</h2>
          <PresenceOf member={partner} name={name} {...presence} />
        </div>
        {onEncourage && <EncourageButton name={name} onClick={() => onEncourage(partner)} />}
      </div>
      <div className="grid grid-cols-[1fr_auto_1fr] items-start justify-items-center gap-1 py-2 @max-[18rem]:grid-cols-1 @max-[18rem]:gap-5">
        <RingOf member={mine} name="You" line={today && todayWords(today.get(mine.userId), true, isWaiting)} isReader />
        {/* A run of none says nothing of a pact that is over. */}
        {today || together > 0 ? <Flame count={together} words={togetherWords(together, unit)} /> : <span />}
        <RingOf
          member={partner}
          name={name}
          line={today && todayWords(today.get(partner.userId), false)}
          isReader={false}
        />
      </div>
    </>
  );
}

interface RingOfProps {
  member: PactMemberProgress;
  name: string;
  /** What stands under the name; the rate where nothing does. */
  line: string | undefined;
  isReader: boolean;
}

function RingOf({ member, name, line, isReader }: RingOfProps) {
  return (
    <div className="grid max-w-full min-w-0 justify-items-center gap-2 text-center leading-tight">
      <ProgressRing name={name} progress={member} isReader={isReader} />
      <p className="max-w-full min-w-0">
        <strong className="block truncate">{name}</strong>
        <span className="text-small">{line ?? `${member.completionRate} %`}</span>
      </p>
    </div>
  );
}

/** The number grows once whenever it changes. */
export function Flame({ count, words }: { count: number; words: string }) {
  return (
    <p className="grid min-h-26 max-w-30 content-center @max-[24rem]:max-w-22 justify-items-center px-1 text-center leading-tight text-strong">
      <span key={count} className="grid justify-items-center flame-grows">
        <Icon name="flame" isSolid className={`mb-1.5 size-8! ${count > 0 ? 'text-gold' : 'text-body'}`} />
        <b className="text-[calc(46rem/18)] leading-none font-bold tracking-tight">{count}</b>
      </span>
      <span>{words}</span>
    </p>
  );
}

function Group({
  shown,
  members,
  me,
  today,
  isWaiting = false,
  unit,
  onEncourage,
  ...presence
}: TogetherCardProps & { shown: PactMemberProgress[] }) {
  const names = shortNames(shown);
  const together = togetherFor(members);
  return (
    <>
      <div className="flex items-center gap-3">
        <h2 className="min-w-0 flex-1">{shown.length === 1 ? 'You' : `The ${shown.length} of you`}</h2>
        {together > 0 && (
          <p className="flex items-center gap-2 text-strong">
            <Icon name="flame" isSolid className="text-gold" />
            <span>
              <b className="text-title">{together}</b> {togetherWords(together, unit)}
            </span>
          </p>
        )}
      </div>
      <ul>
        {shown.map((member, index) => {
          const isReader = member.userId === me;
          const name = isReader ? 'You' : (names[index] ?? member.userName);
          return (
            <li
              key={member.userId}
              className="flex flex-wrap items-center gap-3 border-t border-hairline py-3 first:border-t-0"
            >
              <ProgressRing name={name} progress={member} isReader={isReader} isSmall />
              <div className="min-w-[min(100%,9rem)] flex-1 leading-snug">
                <strong>{isReader ? 'You' : member.userName}</strong>
                <p>
                  {today
                    ? todayWords(today.get(member.userId), isReader, isReader && isWaiting)
                    : `${member.completionRate} %`}
                  {member.streak.current > 0 && ` · ${streakWords(member.streak.current, unit)}`}
                </p>
                {!isReader && <PresenceOf member={member} name={name} {...presence} />}
              </div>
              {!isReader && onEncourage && <EncourageButton name={name} onClick={() => onEncourage(member)} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function EncourageButton({ name, onClick }: { name: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className="ml-auto grid size-12 flex-none place-items-center rounded-full bg-raised text-strong"
      onClick={onClick}
    >
      <Icon name="message" />
      <span className="sr-only">Encourage {name}</span>
    </button>
  );
}

function Freezes({ left }: { left: number }) {
  const { lead, rest } = freezeWords(left);
  return (
    <p className="flex items-center gap-3 border-t border-hairline pt-3 leading-snug">
      <Icon name="freeze" className="text-strong" />
      <span>
        <strong>{lead}</strong> {rest}
      </span>
    </p>
  );
}
