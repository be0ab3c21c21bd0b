// All that the two sides say to each other live, in the form of the plain dialect.
import type { ClientMessage, PactMessage, PactRequest, Reference, ServerMessage } from '../protocol/types.ts';

/** What a client says. */
export type Said = ClientMessage | PactRequest;

/** What the server says. */
export type Told = ServerMessage | PactMessage;

/** What answers a command, other than a refusal: it carries the command's mark. */
export type Answer = Exclude<Extract<Told, { ref?: Reference }>, { type: 'ERROR' }>;
