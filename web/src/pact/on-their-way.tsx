// Hands the pages what goes with check-ins on their way, whichever page is open: the pictures, sent whenever there is
// reason to (at the start, when a check-in has arrived, when the connection stands again), and what was sent.
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { knownMe } from '../account/known-me';
import { session } from '../account/session';
import { useLive, useOutbox } from '../live/live-context';
import { KeptPictures } from './kept-pictures';
import { fetchCheckins } from './pact-calls';
import { type KeptPicture, pictureShelf, pictureShelfName } from './picture-shelf';
import { sendProof } from './proof-calls';
import { type SentCheckin, SentCheckins } from './sent-checkins';
import { todayOf } from './use-today';

interface OnTheirWay {
  readonly pictures: KeptPictures;
  readonly sent: SentCheckins;
}

const OnTheirWayContext = createContext<OnTheirWay | undefined>(undefined);

/** Put this around the pages, with things that somebody else keeps going, as in tests. */
export const OnTheirWayProvider = OnTheirWayContext.Provider;

export function LiveOnTheirWay({ children }: { children: ReactNode }) {
  const live = useLive();
  const outbox = useOutbox();
  const client = useQueryClient();
  const [onTheirWay] = useState(() => {
    const shelf = pictureShelf(pictureShelfName(session.get()?.user.id ?? ''));
    const pictures = new KeptPictures(shelf, { items: outbox.get, fetchCheckins, sendProof });
    return { pictures, sent: new SentCheckins(outbox, () => todayOf(knownMe(client))) };
  });
  useEffect(() => {
    const { pictures, sent } = onTheirWay;
    const send = (): void => void pictures.send();
    const stops = [
      sent.open(),
      outbox.on((event) => {
        if (event.kind === 'sent' && event.deed.kind === 'checkin') void outbox.settled().then(send);
      }),
      live.on((event) => event.kind === 'status' && event.status === 'live' && send()),
    ];
    pictures.start();
    return () => {
      for (const stop of stops) stop();
      pictures.stop();
    };
  }, [live, outbox, onTheirWay]);
  return <OnTheirWayContext value={onTheirWay}>{children}</OnTheirWayContext>;
}

export const usePictures = (): KeptPictures => useOnTheirWay().pictures;

export const useSent = (): SentCheckins => useOnTheirWay().sent;

export function useKeptPictures(): readonly KeptPicture[] {
  const { pictures } = useOnTheirWay();
  return useSyncExternalStore(pictures.subscribe, pictures.get);
}

export function useSentList(): readonly SentCheckin[] {
  const { sent } = useOnTheirWay();
  return useSyncExternalStore(sent.subscribe, sent.get);
}

function useOnTheirWay(): OnTheirWay {
  const onTheirWay = use(OnTheirWayContext);
  if (!onTheirWay) throw new Error('Check-ins need LivePactWire above them');
  return onTheirWay;
}
