// The wire of the pacts' pages on the one live connection: a pact that is entered is entered again after every loss,
// from the last entry heard.
import { pact as roomOf, type LiveConnection, type PactMessage, type Told } from '@kith/client';
import { type ReactNode, useMemo } from 'react';
import { useLive } from '../live/live-context';
import { type PactWire, PactWireProvider } from './pact-live';
import { LiveOnTheirWay } from './on-their-way';

export function LivePactWire({ children }: { children: ReactNode }) {
  const connection = useLive();
  const wire = useMemo(() => pactWire(connection), [connection]);
  return (
    <PactWireProvider value={wire}>
      <LiveOnTheirWay>{children}</LiveOnTheirWay>
    </PactWireProvider>
  );
}

export function pactWire(connection: LiveConnection): PactWire {
  return {
    get isLive() {
      return connection.status === 'live';
    },
    on: (listener) =>
      connection.on((event) => {
        if (event.kind === 'status') listener({ kind: 'status', isLive: event.status === 'live' });
        if (event.kind === 'message' && isOfPacts(event.message)) listener({ kind: 'message', message: event.message });
      }),
    send: (request) => {
      if (request.type === 'JOIN_PACT') connection.enter(roomOf(request.pactId));
      else if (request.type === 'LEAVE_PACT') connection.leave(roomOf(request.pactId));
      else connection.ask(request).catch(() => undefined);
    },
  };
}

const OF_PACTS: Record<PactMessage['type'], true> = {
  JOINED_PACT: true,
  LEFT_PACT: true,
  PARTNER_JOINED_PACT: true,
  PARTNER_LEFT_PACT: true,
  CHECKIN_LOGGED: true,
  PARTNER_CHECKED_IN: true,
  CELEBRATION_RECEIVED: true,
  ENCOURAGEMENT_RECEIVED: true,
  STREAK_MILESTONE: true,
  PACT_ACTIVITY: true,
};

function isOfPacts(message: Told): message is PactMessage {
  return message.type in OF_PACTS;
}
