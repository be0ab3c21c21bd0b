// One open pact as React sees it, and what the reader can do in it.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { sentenceOf } from '../api/call';
import type { PactActivity, PactDetail, PactId, UserId } from '@kith/client';
import { encourage, type PactStep, takePactStep } from './pact-calls';
import { pactKeys } from './pact-keys';
import { usePactWire } from './pact-live';
import { PactRoomStore, type RoomState } from './room-store';

/** Opens a pact as long as the component is there. Give the component the pact's id as its `key`. */
export function usePactRoom(pactId: PactId): { store: PactRoomStore; room: RoomState } {
  const wire = usePactWire();
  const client = useQueryClient();
  const [store] = useState(() => {
    const key = pactKeys.detail(pactId);
    const keep = (detail: PactDetail): unknown => client.setQueryData(key, detail);
    return new PactRoomStore(pactId, wire, client.getQueryData<PactDetail>(key), keep);
  });
  useEffect(() => {
    store.open();
    return () => store.close();
  }, [store]);
  return { store, room: useSyncExternalStore(store.subscribe, store.get) };
}

export function useEncouraging(store: PactRoomStore, onSent: () => void) {
  const { mutate, error, isPending, reset } = useMutation({
    mutationFn: ({ to, words }: { to: UserId; words: string }) => encourage(store.pactId, to, words),
    onSuccess: (activity) => {
      store.did(activity);
      onSent();
    },
  });
  return { send: mutate, reset, isSending: isPending, problem: error ? sentenceOf(error) : undefined };
}

export function usePactStep(store: PactRoomStore) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { mutate, error, isPending } = useMutation({
    mutationFn: (step: PactStep) => takePactStep(store.pactId, step),
    onSuccess: (pact, step) => {
      void client.invalidateQueries({ queryKey: pactKeys.list });
      if (step === 'renew') navigate(`/pacts/${pact.id}`);
      else if (step === 'accept') void store.load();
      else navigate('/pacts');
    },
  });
  return { take: mutate, isBusy: isPending, problem: error ? sentenceOf(error) : undefined };
}

/** The newest kind word for the reader that came while the page is open, until it is closed. */
export function useKindWord(
  activities: readonly PactActivity[],
  me: UserId,
  onCelebrated: () => void,
): [PactActivity | undefined, () => void] {
  const newest = activities.at(-1)?.seq;
  const [openedAt, setOpenedAt] = useState<number>();
  const [closedTo, setClosedTo] = useState(0);
  useEffect(() => {
    if (openedAt === undefined && newest !== undefined) setOpenedAt(newest);
  }, [openedAt, newest]);
  const from = Math.max(closedTo, openedAt ?? Number.POSITIVE_INFINITY);
  const word = activities.findLast(
    ({ seq, type, data }) =>
      seq > from && data.targetUserId === me && (type === 'celebration_sent' || type === 'encouragement_sent'),
  );
  const celebration = word?.type === 'celebration_sent' ? word.seq : undefined;
  useEffect(() => {
    if (celebration !== undefined) onCelebrated();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each word, whoever hands the function in
  }, [celebration]);
  return [word, () => setClosedTo(word?.seq ?? 0)];
}
