// Lines through socket.io-client, which is given and not imported: the dialect `action`, over WebSocket or polling. The
// library dials once; coming back, with cursors, is the connection's own.
import { clientAction, EVENT, isObject, plainOf, UNAUTHORIZED } from './live/action.ts';
import { recognize } from './live/decode.ts';
import { CLOSED_BAD_TOKEN, CLOSED_LOST } from './live/events.ts';
import type { Dial, LineEars } from './live/line.ts';
import type { Said, Told } from './live/messages.ts';

/** The parts of a socket of socket.io-client that are used. */
export interface SocketIoSocket {
  readonly connected: boolean;
  on(event: string, listener: (...args: never[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  disconnect(): unknown;
}

/** The function `io` of socket.io-client 4. */
export type Io = (url: string, options: Record<string, unknown>) => SocketIoSocket;

/** Commands with an answer of its own name, and the field that tells which command it answers. */
const NAMED_ANSWERS: Readonly<Record<string, readonly [answer: Told['type'], field: string]>> = {
  JOIN_TEAM: ['JOINED_TEAM', 'teamId'],
  JOIN_PACT: ['JOINED_PACT', 'pactId'],
  JOIN_ROOM: ['JOINED_ROOM', 'roomId'],
  LEAVE_PACT: ['LEFT_PACT', 'pactId'],
  LOG_CHECKIN: ['CHECKIN_LOGGED', 'habitGoalId'],
};

/**
 * Lines over Socket.IO.
 * @param url `https://kith.example`, without a path.
 * @param options more options of the library, such as `transports`.
 */
export function socketIoLine(io: Io, url: string, options: Record<string, unknown> = {}): Dial {
  return (token, ears) => {
    const usual = { path: '/socketio', auth: { token }, forceNew: true, reconnection: false };
    return lineOn(io(url, { ...options, ...usual }), ears);
  };
}

function lineOn(socket: SocketIoSocket, ears: LineEars): ReturnType<Dial> {
  const named = new NamedAnswers();
  let goodbye = CLOSED_LOST;
  let isIn = false;
  let isClosed = false;
  const close = (code: number): void => {
    if (isClosed) return;
    isClosed = true;
    isIn = false;
    ears.closed(code);
  };
  // Who has a bad token is let in all the same, and is told with the answer to the first action.
  socket.on('connect', () => {
    socket.emit(EVENT, clientAction({ type: 'REQUEST_ROOMS_LIST' }), () => {
      if (isClosed) return;
      isIn = true;
      ears.opened();
    });
  });
  socket.on('connect_error', () => close(CLOSED_LOST));
  socket.on('disconnect', () => close(goodbye));
  socket.on(EVENT, (action: unknown) => {
    const final = finalCodeOf(action);
    if (final !== undefined) {
      goodbye = final;
      socket.disconnect();
      close(final);
      return;
    }
    const recognized = recognize(named.mark(plainOf(action)));
    ears.heard(recognized.ok ? recognized.message : undefined);
  });
  return {
    get isOpen() {
      return isIn && socket.connected;
    },
    say: (message, ref) => {
      named.expect(message, ref);
      socket.emit(EVENT, clientAction(message), (answer: unknown) => {
        named.settle(ref);
        ears.heard(answerOf(answer, ref));
      });
    },
    close: () => void socket.disconnect(),
  };
}

/** An acknowledgement, as the plain dialect says it. */
function answerOf(answer: unknown, ref: number): Told | undefined {
  if (!isObject(answer)) return undefined;
  const { ok, error, ...fields } = answer;
  const plain =
    ok === true ? { ...fields, type: 'ACK', ref } : { ...(isObject(error) ? error : {}), type: 'ERROR', ref };
  const recognized = recognize(plain);
  return recognized.ok ? recognized.message : undefined;
}

/** The code with which the server says not to come back; `undefined` for every other action. */
function finalCodeOf(action: unknown): number | undefined {
  if (!isObject(action)) return undefined;
  if (action['type'] === UNAUTHORIZED) return CLOSED_BAD_TOKEN;
  if (action['type'] !== 'SERVER:SESSION_CLOSED' || !isObject(action['data'])) return undefined;
  const { code } = action['data'];
  return typeof code === 'number' ? code : undefined;
}

/** Gives an answer with a name of its own the mark of its command: in this dialect it comes beside the acknowledgement. */
class NamedAnswers {
  /** As many as commands wait for an answer. */
  private readonly expected = new Map<number, { type: string; field: string; value: unknown }>();

  expect(message: Said, ref: number): void {
    const [type, field] = NAMED_ANSWERS[message.type] ?? [];
    if (type === undefined || field === undefined) return;
    this.expected.set(ref, { type, field, value: (message as unknown as Record<string, unknown>)[field] });
  }

  settle(ref: number): void {
    this.expected.delete(ref);
  }

  mark(plain: Record<string, unknown> | undefined): unknown {
    if (!plain) return plain;
    for (const [ref, { type, field, value }] of this.expected) {
      const about = isObject(plain['checkin']) ? plain['checkin'] : plain;
      if (plain['type'] === type && about[field] === value) {
        this.expected.delete(ref);
        return { ...plain, ref };
      }
    }
    return plain;
  }
}
