// Writes a command as a frame for the server.
import type { ClientMessage, Reference } from '../protocol/types';

/** The frame; `ref` comes back with the answer. */
export function encode(message: ClientMessage, ref?: Reference): string {
  return JSON.stringify(ref === undefined ? message : { ...message, ref });
}
