// A pact that runs: today first, then the people, the days, milestones and what happened.
import { useQuery } from '@tanstack/react-query';
import { Suspense, useCallback, useMemo, useState } from 'react';
import { OverlayBoundary } from '../design/boundary';
import { useSideColumn } from '../design/columns';
import { lazyPart } from '../design/lazy-part';
import type { Pact, PactActivity, PactMemberProgress, User } from '@kith/client';
import { ActivityFeed } from './activity-feed';
import { DaysCard } from './days-card';
import { celebratedBy, todayOf } from './day-marks';
import { Hearts } from './hearts';
import { InviteMore } from './invite-card';
import { KindToast } from './kind-toast';
import { LeavePact } from './leave-pact';
import { courseWords } from './list-words';
import type { Day } from './local-day';
import { closedTo, closeMoment, momentOf, momentWords } from './moment';
import { MomentCard } from './moment-card';
import { fetchGoals } from './pact-calls';
import { PactHead } from './pact-head';
import { pactKeys } from './pact-keys';
import { dayNumber, partnersOf, unitOf } from './pact-standing';
import { shortName } from './people-words';
import { readerOf } from './reader';
import type { PactRoomStore, RoomState } from './room-store';
import { TodayPart } from './today-part';
import { TogetherCard } from './together-card';
import { useCelebrating } from './use-celebrating';
import { useMarkedPeople } from './use-marked-people';
import { useEncouraging, useKindWord, usePactStep } from './use-pact';
import { useCheckins } from './use-checkin';
import { useServerNow, useToday } from './use-today';
import { useUndoneElsewhere } from './use-undone-elsewhere';

const EncourageDialog = lazyPart(() => import('./encourage-dialog'));

interface PactRunningProps {
  me: User;
  pact: Pact;
  store: PactRoomStore;
  room: RoomState;
}

export function PactRunning({ me, pact, store, room }: PactRunningProps) {
  const nowMs = useServerNow();
  const today = useToday(me);
  const reader = useMemo(() => readerOf(me, pact), [me, pact]);
  const { data: goals } = useQuery({ queryKey: pactKeys.goals, queryFn: fetchGoals });
  const unit = unitOf(goals?.find(({ id }) => id === pact.habitGoalId));
  const own = useCheckins(me, pact, today, () => store.did());
  const people = useMarkedPeople(room, me, pact, own);
  useUndoneElsewhere(room.activities, me.id);
  const [turns, setTurns] = useState(0);
  const rise = (): void => setTurns((before) => before + 1);
  const celebrating = useCelebrating(store, rise);
  const celebrated = new Set([...celebratedBy(room.activities, me.id), ...celebrating.ahead]);
  const [encouraged, setEncouraged] = useState<Pick<PactMemberProgress, 'userId' | 'userName'>>();
  const encouraging = useEncouraging(store, () => setEncouraged(undefined));
  const [kindWord, closeKindWord] = useKindWord(room.activities, me.id, rise);
  const leaving = usePactStep(store);

  const stopEncouraging = (): void => {
    setEncouraged(undefined);
    encouraging.reset();
  };
  const celebrateEntry = ({ data, seq }: PactActivity): void => {
    if (data.checkinId !== undefined) celebrating.celebrateIt(data.checkinId, seq);
  };
  const loadBackTo = useCallback((day: Day): void => void store.loadBackTo(day), [store]);
  const number = dayNumber(pact, today);
  const isDuo = partnersOf(pact.members, me.id).length === 1;
  const hasSide = useSideColumn();
  const facts = { me, room, unit, nowMs, celebrated, waiting: celebrating.waiting };
  const moment = <MomentPart {...facts} onCelebrate={celebrating.celebrateIt} />;
  return (
    <>
      <main id="main" className="main-column">
        <PactHead title={pact.habitName} line={courseWords(pact, today)} share={number / pact.durationDays} />
        <TogetherCard
          members={room.members}
          me={me.id}
          today={new Map(people.flatMap(({ userId, marks }) => toEntry(userId, todayOf(marks, today))))}
          isWaiting={people.some(({ waiting }) => waiting?.has(today))}
          unit={unit}
          here={room.here}
          lastSeen={room.lastSeen}
          nowMs={nowMs}
          onEncourage={setEncouraged}
        />
        <TodayPart me={me} pact={pact} room={room} today={today} unit={unit} own={own} people={people} />
        {!hasSide && moment}
        <DaysCard pact={pact} people={people} today={today} onFrom={loadBackTo} />
        {pact.creatorUserId === me.id && <InviteMore pactId={pact.id} />}
        <LeavePact isBusy={leaving.isBusy} problem={leaving.problem} onLeave={() => leaving.take('abandon')} />
      </main>
      <aside className="side-column side-with-log" aria-label="More about the pact">
        {hasSide && moment}
        <ActivityFeed
          activities={room.activities}
          hasEarlier={room.hasEarlier}
          isLoadingEarlier={room.isLoadingEarlier}
          reader={reader}
          title={isDuo ? 'Between you two' : 'Between all of you'}
          celebrated={celebrated}
          waiting={celebrating.waiting}
          problem={celebrating.problem}
          onEarlier={() => store.loadEarlier()}
          onCelebrate={celebrateEntry}
          onEncourage={({ userId, data }) => setEncouraged({ userId, userName: data.userName })}
        />
      </aside>
      {encouraged && (
        <OverlayBoundary onClose={stopEncouraging}>
          <Suspense>
            <EncourageDialog
              name={shortName(encouraged.userName, [...reader.names.values()])}
              isSending={encouraging.isSending}
              problem={encouraging.problem}
              onSend={(words) => encouraging.send({ to: encouraged.userId, words })}
              onClose={stopEncouraging}
            />
          </Suspense>
        </OverlayBoundary>
      )}
      <KindToast activity={kindWord} reader={reader} onClose={closeKindWord} />
      <Hearts turn={turns} />
    </>
  );
}

interface MomentPartProps {
  me: User;
  room: RoomState;
  unit: ReturnType<typeof unitOf>;
  nowMs: number;
  celebrated: ReadonlySet<string>;
  waiting: ReadonlySet<string>;
  onCelebrate: (checkinId: string, seq: number) => void;
}

function MomentPart({ me, room, unit, nowMs, celebrated, waiting, onCelebrate }: MomentPartProps) {
  const [closed, setClosed] = useState(() => closedTo(room.pactId));
  const moment = momentOf(room.activities, nowMs, closed);
  if (!moment) return null;
  const { checkinId, seq } = moment;
  return (
    <MomentCard
      key={seq}
      days={moment.days}
      {...momentWords(moment, me.id, unit)}
      isNew={moment.isNew}
      celebrate={
        moment.userId === me.id || checkinId === undefined
          ? undefined
          : {
              isDone: celebrated.has(checkinId),
              isWaiting: waiting.has(checkinId),
              onCelebrate: () => onCelebrate(checkinId, seq),
            }
      }
      onClose={() => {
        closeMoment(room.pactId, seq);
        setClosed(seq);
      }}
    />
  );
}

function toEntry<K, V>(key: K, value: V | undefined): [K, V][] {
  return value === undefined ? [] : [[key, value]];
}
