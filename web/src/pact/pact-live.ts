// The one place where pacts meet the live connection. The page needs no more of it than this: say something, hear what
// is said, know whether it is up. Without a wire the page asks over REST.
import { createContext, use } from 'react';
import type { PactMessage, PactRequest } from '@kith/client';

export type PactWireEvent =
  | { kind: 'message'; message: PactMessage }
  /** The connection came up, or was lost. Rooms are joined by whoever hears it. */
  | { kind: 'status'; isLive: boolean };

export interface PactWire {
  readonly isLive: boolean;
  /** Hears what happens from now on; the result stops that. */
  on(listener: (event: PactWireEvent) => void): () => void;
  /** Says something, if there is a connection. Refusals come over REST: what must succeed is not said here. */
  send(request: PactRequest): void;
}

const PactWireContext = createContext<PactWire | undefined>(undefined);

/** Put this around the pages, with the wire of the connection. */
export const PactWireProvider = PactWireContext.Provider;

export function usePactWire(): PactWire | undefined {
  return use(PactWireContext);
}
