// The reader's own check-ins of one habit: what is said of each date, saying it, and taking it back. What is said is
// kept on the device first and goes by way of the outbox; what the server has lies under what is on its way.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { sentenceOf } from '../api/call';
import { useOutbox, useOutboxItems } from '../live/live-context';
import { type Checkin, type CheckinLogged, type CheckinStatus, newClientId, type Pact, type User } from '@kith/client';
import { type CheckinWords, NO_WORDS } from './checkin-words';
import { type KeptCheckin, keptCheckins, laidOver } from './kept-checkins';
import { type Day, dayEnd, plusDays } from './local-day';
import { fetchCheckins, takeBackCheckin } from './pact-calls';
import { pactKeys } from './pact-keys';
import { useKeptPictures, usePictures, useSent } from './on-their-way';
import type { KeptPicture } from './picture-shelf';
import type { SentCheckin } from './sent-checkins';
import { serverClock } from './server-clock';
import { useSentCheckins } from './use-sent-checkins';

/** The most dates that come at once. */
const DAYS_BACK = 95;

export interface OwnCheckins {
  /** Those of the habit, of some months; with what is on its way. */
  checkins: readonly Checkin[];
  /** Those that the server does not have, or does not want. */
  kept: readonly KeptCheckin[];
  /** Whether something can be said. */
  isLoaded: boolean;
  /** Whether it is known what the server has. */
  isKnown: boolean;
  problem: string | undefined;
  /** What was sent after its day was over. */
  sentLate: readonly SentCheckin[];
  /** Pictures that the server does not have. */
  pictures: readonly KeptPicture[];
  /** What was written with what was taken back today, to go on with. */
  written: CheckinWords;
  /** `false` if it could not be kept. */
  log: (status: CheckinStatus, words: CheckinWords, day?: Day) => Promise<boolean>;
  takeBack: (kept: KeptCheckin) => void;
  again: (kept: KeptCheckin) => void;
  sendPictures: () => void;
  /** Takes back what was said of today: while it waits, and for ten seconds more. */
  undo: (() => void) | undefined;
}

export function useCheckins(
  me: User,
  pact: Pact,
  today: Day,
  onLogged: (logged: CheckinLogged | undefined) => void,
): OwnCheckins {
  const client = useQueryClient();
  const outbox = useOutbox();
  const pictures = usePictures();
  const sentCheckins = useSent();
  const items = useOutboxItems();
  const goal = pact.habitGoalId;
  const from = plusDays(today, -DAYS_BACK);
  const { data, fetchStatus, isError } = useQuery({
    queryKey: pactKeys.checkins(from, today),
    queryFn: () => fetchCheckins(from, today),
    staleTime: 0,
  });
  const [problem, setProblem] = useState<string>();
  const [written, setWritten] = useState<{ day: Day; words: CheckinWords }>();
  const { sentLate, undoable, forgetUndo } = useSentCheckins(goal, today, onLogged);
  const kept = useMemo(() => keptCheckins(items).filter(({ habitGoalId }) => habitGoalId === goal), [items, goal]);
  const checkins = useMemo(() => laidOver(ofHabit(data, goal), kept, me.id), [data, kept, goal, me.id]);
  const ahead = kept.find(({ day, state }) => day >= today && state !== 'refused');

  const log = async (status: CheckinStatus, words: CheckinWords, day = today): Promise<boolean> => {
    setProblem(undefined);
    if (day === today) setWritten({ day, words });
    const clientId = newClientId();
    const said = { habitGoalId: goal, pactId: pact.id, status, ...(words.note !== '' && { notes: words.note }) };
    const before = kept.filter((one) => one.day === day);
    const own: string[] = [];
    try {
      if (words.picture) own.push(await pictures.keep({ clientId, habitGoalId: goal, day }, words.picture));
      const onUntil = serverClock.onDevice(dayEnd(me.timezone, day, me.dayStartsAt));
      await outbox.do(
        { kind: 'checkin', checkin: day === today ? said : { ...said, day }, on: day, onUntil },
        clientId,
      );
    } catch (error) {
      await pictures.drop(own);
      setProblem(sentenceOf(error));
      return false;
    }
    // What was said anew takes the place of what was refused.
    const refused = before.filter(({ state }) => state === 'refused');
    await Promise.all(refused.map((one) => outbox.takeBack(one.clientId)));
    const left = new Set(outbox.get().map((one) => one.clientId));
    const replaced = before.filter((one) => !left.has(one.clientId) && sentCheckins.find(one.clientId) === undefined);
    await pictures.pass(
      replaced.flatMap((one) => pictures.with(one)),
      clientId,
    );
    return true;
  };
  const undoSent = async (checkin: Checkin['id']): Promise<void> => {
    forgetUndo();
    setProblem(undefined);
    try {
      await takeBackCheckin(checkin);
      const day = sentCheckins.get().find(({ id }) => id === checkin)?.day ?? today;
      await pictures.drop(pictures.of(goal, day).map(({ key }) => key));
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    await client.invalidateQueries({ queryKey: pactKeys.allCheckins });
    onLogged(undefined);
  };
  const takeBack = async (one: KeptCheckin): Promise<void> => {
    let deed = await outbox.takeBack(one.clientId);
    if (!deed) {
      // It is under way: once it is known what became of it, it can be taken back here or there.
      await outbox.settled();
      deed = await outbox.takeBack(one.clientId);
      const sent = sentCheckins.find(one.clientId);
      if (!deed && sent !== undefined) return undoSent(sent);
      // Another window is sending it.
      if (!deed) return undefined;
    }
    const mine = pictures.with(one);
    const picture = pictures.get().find(({ key }) => mine.includes(key))?.picture;
    if (one.day >= today) setWritten({ day: one.day, words: { note: one.note, picture } });
    await pictures.drop(mine);
  };
  return {
    checkins,
    kept,
    // Without a network nothing is known, and something can be said all the same.
    isLoaded: data !== undefined || isError || fetchStatus === 'paused',
    isKnown: data !== undefined,
    problem,
    sentLate,
    pictures: useKeptPictures().filter(({ habitGoalId }) => habitGoalId === goal),
    written: written?.day === today ? written.words : NO_WORDS,
    log,
    takeBack: (one) => void takeBack(one),
    again: (one) => void outbox.again(one.clientId),
    sendPictures: () => void pictures.again(),
    undo: ahead ? () => void takeBack(ahead) : undoable === undefined ? undefined : () => void undoSent(undoable),
  };
}

function ofHabit(checkins: readonly Checkin[] | undefined, goal: Pact['habitGoalId']): readonly Checkin[] {
  return checkins?.filter(({ habitGoalId }) => habitGoalId === goal) ?? [];
}
