// What stands around a pact's page, for tests in a small browser: a query cache, a real outbox that sends over REST, and
// pictures that are kept in memory.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { memoryShelf, Outbox, type OutboxOptions, type Send, sendOverRest, type Shelf } from '@kith/client';
import type { ReactNode } from 'react';
import { api } from '../api/call';
import { OutboxProvider } from '../live/live-context';
import { KeptPictures } from './kept-pictures';
import { fetchCheckins } from './pact-calls';
import { pictureShelf, type PictureShelf } from './picture-shelf';
import { OnTheirWayProvider } from './on-their-way';
import { sendProof } from './proof-calls';
import { MARGARET } from './samples';
import { SentCheckins } from './sent-checkins';
import { todayOf } from './use-today';

const QUICK = { firstMs: 5, maxMs: 20 };
const stops: (() => void)[] = [];

export interface HouseOptions extends Partial<Pick<OutboxOptions, 'now' | 'timing'>> {
  shelf?: Shelf;
  send?: Send;
  pictureShelf?: PictureShelf;
}

export async function openHouse(options: HouseOptions = {}) {
  const {
    shelf = memoryShelf(),
    send = sendOverRest(api),
    pictureShelf: album = pictureShelf('test'),
    ...more
  } = options;
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const outbox = new Outbox({ shelf, send, name: 'test', timing: QUICK, ...more });
  const pictures = new KeptPictures(album, { items: outbox.get, fetchCheckins, sendProof, timing: QUICK });
  const onTheirWay = { pictures, sent: new SentCheckins(outbox, () => todayOf(MARGARET)) };
  stops.push(
    onTheirWay.sent.open(),
    () => outbox.stop(),
    () => pictures.stop(),
    outbox.on((event) => event.kind === 'sent' && void outbox.settled().then(() => pictures.send())),
  );
  await outbox.start();
  const Around = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>
      <OutboxProvider value={outbox}>
        <OnTheirWayProvider value={onTheirWay}>{children}</OnTheirWayProvider>
      </OutboxProvider>
    </QueryClientProvider>
  );
  return { Around, outbox, pictures };
}

export function shutHouse(): void {
  for (const stop of stops.splice(0)) stop();
}
