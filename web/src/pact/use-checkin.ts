// The reader's own check-ins of one habit: what is said of each date, saying it, and taking it back for ten seconds.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { sentenceOf } from '../api/call';
import type { Checkin, CheckinId, CheckinLogged, CheckinStatus, NewCheckin, Pact } from '@kith/client';
import { type Day, plusDays } from './local-day';
import { fetchCheckins, logCheckin, takeBackCheckin } from './pact-calls';
import { pactKeys } from './pact-keys';
import { sendProof } from './proof-calls';
import type { CheckinWords } from './today-card';

const UNDO_MS = 10_000;
/** The most dates that come at once. */
const DAYS_BACK = 95;

export interface OwnCheckins {
  /** Those of the habit, of some months. */
  checkins: readonly Checkin[];
  isLoaded: boolean;
  isSending: boolean;
  problem: string | undefined;
  /** The picture that did not go through. */
  unsent: { checkin: CheckinId; picture: Blob } | undefined;
  log: (status: CheckinStatus, words: CheckinWords, day?: Day) => void;
  sendPicture: (checkin: CheckinId, picture: Blob) => Promise<void>;
  undo: (() => void) | undefined;
}

export function useCheckins(
  pact: Pact,
  today: Day,
  onLogged: (logged: CheckinLogged | undefined) => void,
): OwnCheckins {
  const client = useQueryClient();
  const from = plusDays(today, -DAYS_BACK);
  const { data } = useQuery({
    queryKey: pactKeys.checkins(from, today),
    queryFn: () => fetchCheckins(from, today),
    staleTime: 0,
  });
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [unsent, setUnsent] = useState<OwnCheckins['unsent']>();
  const [undoable, setUndoable] = useUndoable();
  // The same try has the same id, however often it is sent.
  const attempt = useRef<{ key: string; clientId: string }>(undefined);

  const settle = async (logged: CheckinLogged | undefined): Promise<void> => {
    await client.invalidateQueries({ queryKey: pactKeys.allCheckins });
    onLogged(logged);
  };
  const sendPicture = async (checkin: CheckinId, picture: Blob): Promise<void> => {
    try {
      await sendProof(checkin, picture);
      setUnsent(undefined);
    } catch {
      setUnsent({ checkin, picture });
    }
  };
  const log = async (status: CheckinStatus, { note, picture }: CheckinWords, day?: Day): Promise<void> => {
    const said: NewCheckin = {
      habitGoalId: pact.habitGoalId,
      pactId: pact.id,
      status,
      ...(note !== '' && { notes: note }),
      ...(day !== undefined && { day }),
    };
    const key = JSON.stringify(said);
    if (attempt.current?.key !== key) attempt.current = { key, clientId: newId() };
    setSending(true);
    setProblem(undefined);
    try {
      const logged = await logCheckin({ ...said, clientId: attempt.current.clientId });
      attempt.current = undefined;
      setUndoable(logged.checkin.id);
      await settle(logged);
      if (picture) await sendPicture(logged.checkin.id, picture);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setSending(false);
  };
  const undo = async (checkin: CheckinId): Promise<void> => {
    setUndoable(undefined);
    setProblem(undefined);
    setUnsent(undefined);
    try {
      await takeBackCheckin(checkin);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    await settle(undefined);
  };
  return {
    checkins: data?.filter(({ habitGoalId }) => habitGoalId === pact.habitGoalId) ?? [],
    isLoaded: data !== undefined,
    isSending,
    problem,
    unsent,
    log: (status, words, day) => void log(status, words, day),
    sendPicture,
    undo: undoable === undefined ? undefined : () => void undo(undoable),
  };
}

/** What was just said, for ten seconds. */
function useUndoable(): [CheckinId | undefined, (checkin: CheckinId | undefined) => void] {
  const [undoable, setUndoable] = useState<{ checkin: CheckinId }>();
  useEffect(() => {
    if (!undoable) return undefined;
    const timer = setTimeout(() => setUndoable(undefined), UNDO_MS);
    return () => clearTimeout(timer);
  }, [undoable]);
  return [undoable?.checkin, (checkin) => setUndoable(checkin === undefined ? undefined : { checkin })];
}

function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
