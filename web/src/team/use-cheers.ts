// Cheers as they are heard: one for the sky at a time, and the sentence of the burst, which changes at most once in two
// seconds and stays until the next burst.
import { useEffect, useRef, useState } from 'react';
import { useLive } from '../live/live-context';
import type { ServerMessage, TeamId } from '@kith/client';
import { afterCheer, type Burst } from './cheer-burst';

export const CHANGE_EVERY_MS = 2_000;

export type LiveCheer = Extract<ServerMessage, { type: 'LIVE_CHEER' }>;

export function useLiveCheers(team: TeamId, onCheer: (cheer: LiveCheer) => void): void {
  const connection = useLive();
  const latest = useRef(onCheer);
  useEffect(() => {
    latest.current = onCheer;
  });
  useEffect(
    () =>
      connection.on((event) => {
        const message = event.kind === 'message' ? event.message : undefined;
        if (message?.type === 'LIVE_CHEER' && message.teamId === team) latest.current(message);
      }),
    [connection, team],
  );
}

/** The burst as it is to be shown; what comes faster waits. */
export function useBurst(team: TeamId): Burst | undefined {
  const [shown, setShown] = useState<Burst>();
  const heard = useRef<Burst>(undefined);
  const shownAt = useRef(Number.NEGATIVE_INFINITY);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  useLiveCheers(team, (cheer) => {
    const now = Date.now();
    heard.current = afterCheer(heard.current, { ...cheer, others: cheer.others ?? 0 }, now);
    if (timer.current !== undefined) return;
    const show = (): void => {
      timer.current = undefined;
      shownAt.current = Date.now();
      setShown(heard.current);
    };
    const waitMs = shownAt.current + CHANGE_EVERY_MS - now;
    if (waitMs <= 0) show();
    else timer.current = setTimeout(show, waitMs);
  });
  return shown;
}
