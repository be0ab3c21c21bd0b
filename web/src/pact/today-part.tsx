// Today's check-in with what stands around it: yesterday, where it is open, what is on this device only, what came late
// or was refused, and pictures that did not go through.
import type { Pact, User } from '@kith/client';
import { NO_WORDS } from './checkin-words';
import { todayOf } from './day-marks';
import { KeptLines } from './kept-lines';
import { type Day, plusDays } from './local-day';
import { isWithin, type StreakUnit } from './pact-standing';
import { PictureLine } from './picture-line';
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
  const kept = own.kept.find(({ clientId }) => clientId === checkin?.id)?.state;
  const yesterday = plusDays(today, -1);
  const isYesterdayOpen = isWithin(pact, yesterday) && !people.some((one) => one.isReader && one.marks.has(yesterday));
  const others = people
    .filter(({ isReader }) => !isReader)
    .flatMap(({ userId, name, marks }) => {
      const progress = room.members.find((member) => member.userId === userId);
      const status = todayOf(marks, today);
      return progress ? [{ name, isDone: status === 'completed' || status === 'partial', progress }] : [];
    });
  return (
    <TodayCard
      key={today}
      facts={{ mine: checkin?.status, me: mine, others, unit, kept: kept === 'refused' ? undefined : kept }}
      checkin={checkin}
      problem={own.problem}
      written={own.written}
      onUndo={own.undo}
      onLog={own.log}
    >
      {own.pictures.map((one) => {
        const isAhead = own.kept.some(({ day }) => day === one.day);
        return <PictureLine key={one.key} kept={one} isCheckinAhead={isAhead} onAgain={own.sendPictures} />;
      })}
      <KeptLines own={own} today={today} />
      {isYesterdayOpen && <YesterdayLine onLog={(status) => void own.log(status, NO_WORDS, yesterday)} />}
    </TodayCard>
  );
}
