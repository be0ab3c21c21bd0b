// Writes a command as a frame for the server.
import type { Reference } from '../protocol/types.ts';
import type { Said } from './messages.ts';

/** The frame; `ref` comes back with the answer. */
export function encode(message: Said, ref?: Reference): string {
  return JSON.stringify(ref === undefined ? message : { ...message, ref });
}
