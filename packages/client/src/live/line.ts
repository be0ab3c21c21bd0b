// One dialled line to the server, in whichever dialect: what the connection needs of it, and the line over a WebSocket.
import { platformWebSocket, type WebSocketMaker } from '../platform.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { CLOSED_LOST } from './events.ts';
import type { Said, Told } from './messages.ts';

/** A line that was dialled; it is dialled once and never again. */
export interface Line {
  readonly isOpen: boolean;
  /** Sends a command; its answer carries `ref`. */
  say(message: Said, ref: number): void;
  /** Hangs up; nothing is heard of it any more. */
  close(): void;
}

/** What a line tells. */
export interface LineEars {
  opened(): void;
  /** `undefined` for what this client does not know: a newer one may. */
  heard(message: Told | undefined): void;
  /** With the code of the server, or [`CLOSED_LOST`]. */
  closed(code: number): void;
}

/** Dials with a token. */
export type Dial = (token: string, ears: LineEars) => Line;

const OPEN = 1;

/**
 * Lines over a WebSocket, in the plain dialect.
 * @param url `ws://` or `wss://`, with the path: `wss://kith.example/ws`.
 */
export function webSocketLine(url: string, Socket?: WebSocketMaker): Dial {
  return (token, ears) => {
    const socket = new (Socket ?? platformWebSocket())(url, ['kith.v1', `bearer.${token}`]);
    socket.onopen = () => ears.opened();
    socket.onmessage = ({ data }: { data: unknown }) => {
      const decoded = decode(data);
      ears.heard(decoded.ok ? decoded.message : undefined);
    };
    socket.onerror = () => undefined;
    socket.onclose = ({ code }: { code?: number }) => ears.closed(code ?? CLOSED_LOST);
    return {
      get isOpen() {
        return socket.readyState === OPEN;
      },
      say: (message, ref) => socket.send(encode(message, ref)),
      close: () => socket.close(),
    };
  };
}
