// Today's check-in with what stands around it: yesterday, where it is open, and a picture that did not go through.
import type { Pact, User } from '@kith/client';
import { PICTURE_FAILED } from './checkin-words';
import { todayOf } from './day-marks';
import { type Day, plusDays } from './local-day';
import { isWithin, type StreakUnit } from './pact-standing';
import type { RoomState } from './room-store';
import { TodayCard } from './today-card';
import type { OwnCheckins } from './use-checkin';
import type { MarkedPerson } from './week-strip';
import { YesterdayLine } from './yesterday-line';

interface TodayPartProps {
  me: User;
  pact: Pact;
  room: RoomState;
  today: Day;
  unit: StreakUnit;
  own: OwnCheckins;
  people: readonly MarkedPerson[];
}

export function TodayPart({ me, pact, room, today, unit, own, people }: TodayPartProps) {
  const mine = room.members.find(({ userId }) => userId === me.id);
  if (!mine || !own.isLoaded) return null;
  const checkin = own.checkins.find(({ day }) => day >= today);
  const yesterday = plusDays(today, -1);
  const isYesterdayOpen = isWithin(pact, yesterday) && !own.checkins.some(({ day }) => day === yesterday);
  const others = people
    .filter(({ isReader }) => !isReader)
    .flatMap(({ userId, name, marks }) => {
      const progress = room.members.find((member) => member.userId === userId);
      const status = todayOf(marks, today);
      return progress ? [{ name, isDone: status === 'completed' || status === 'partial', progress }] : [];
    });
  const { unsent } = own;
  return (
    <TodayCard
      facts={{ mine: checkin?.status, me: mine, others, unit }}
      checkin={checkin}
      isSending={own.isSending}
      problem={own.problem}
      onUndo={own.undo}
      onLog={own.log}
    >
      {unsent && (
        <div role="alert" className="flex flex-wrap items-center gap-x-4">
          <p>{PICTURE_FAILED}</p>
          <button type="button" className="btn" onClick={() => void own.sendPicture(unsent.checkin, unsent.picture)}>
            Send it again
          </button>
        </div>
      )}
      {isYesterdayOpen && (
        <YesterdayLine
          isSending={own.isSending}
          onLog={(status) => own.log(status, { note: '', picture: undefined }, yesterday)}
        />
      )}
    </TodayCard>
  );
}
