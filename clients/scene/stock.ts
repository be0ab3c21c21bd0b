// An unmodified socket.io-client with an ear, and the ways in which it can reach the server.
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { Ear, eventually, type Fields, type Message, WITHIN_MS } from './ear';
import type { Person } from './people';

export type Options = Partial<ManagerOptions & SocketOptions>;

/** The path at which shipping clients look. */
export const PATH = '/socketio';

/** The transports of the stock client, as its options. */
export const TRANSPORTS: readonly { readonly name: string; readonly options: Options }[] = [
  { name: 'WebSocket only', options: { transports: ['websocket'] } },
  { name: 'polling with upgrade', options: { transports: ['polling', 'websocket'] } },
  { name: 'polling only', options: { transports: ['polling'], upgrade: false } },
];

/** Comes back soon: a test has no patience. */
const SOON: Options = { reconnectionDelay: 10, reconnectionDelayMax: 100, randomizationFactor: 0.2 };

/** What an acknowledgement says. */
export interface Acknowledged {
  readonly ok: boolean;
  readonly error?: { readonly code: string; readonly message: string; readonly temporary: boolean };
  readonly [field: string]: unknown;
}

export interface Stock {
  readonly socket: Socket;
  readonly ear: Ear;
  /** Each time it was connected, in order: whether that was a recovery. */
  readonly recovered: boolean[];
  /** Why it was disconnected, each time. */
  readonly disconnects: string[];
  /** Everything that was emitted to it but `action` with an object, or that has a type of a client. */
  readonly strange: unknown[][];
  /** Waits for its `nth` connection, counted from 1. */
  connected(nth?: number, withinMs?: number): Promise<void>;
  /** Emits an action and does not ask for an acknowledgement. */
  say(type: string, data?: unknown): void;
  /** Emits an action and waits for its acknowledgement. */
  ask(type: string, data?: unknown): Promise<Acknowledged>;
  leave(): void;
}

/** Connects a client; its options are those of the library. */
export function stock(url: string, options: Options = {}): Stock {
  const socket = io(url, { path: PATH, forceNew: true, ...SOON, ...options });
  const ear = new Ear();
  const recovered: boolean[] = [];
  const disconnects: string[] = [];
  const strange: unknown[][] = [];
  socket.on('connect', () => recovered.push(Boolean(socket.recovered)));
  socket.on('disconnect', (reason) => disconnects.push(reason));
  socket.onAny((event: string, ...args: unknown[]) => {
    const message = event === 'action' ? messageOf(args[0]) : undefined;
    if (message) ear.hear(message);
    else strange.push([event, ...args]);
  });
  return {
    socket,
    ear,
    recovered,
    disconnects,
    strange,
    connected: (nth = 1, withinMs = WITHIN_MS) => connected(socket, recovered, nth, withinMs),
    say: (type, data) => void socket.emit('action', data === undefined ? { type } : { type, data }),
    ask: (type, data) =>
      socket.timeout(WITHIN_MS).emitWithAck('action', data === undefined ? { type } : { type, data }),
    leave: () => void socket.disconnect(),
  };
}

/** A client of a person, connected with `auth.token`. */
export async function stockOf(url: string, person: Person, options: Options = {}): Promise<Stock> {
  const client = stock(url, { auth: { token: person.token }, ...options });
  await client.connected();
  return client;
}

/**
 * Waits until the client has the transport it prefers. A stock client whose WebSocket fails in the middle of an upgrade
 * stays with paused polling and notices only when pings do not come any more.
 */
export async function upgraded({ socket }: Stock): Promise<void> {
  const { engine, opts } = socket.io;
  const preferred = opts.transports?.at(-1);
  await eventually(() => engine.transport.name === preferred, `${engine.transport.name} becomes ${String(preferred)}`);
}

/** Which transport the client uses now. */
export const transportOf = (client: Stock): string => client.socket.io.engine.transport.name;

function connected(socket: Socket, recovered: boolean[], nth: number, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let problem = 'nothing was refused';
    const check = (): void => {
      if (recovered.length < nth) return;
      done();
      resolve();
    };
    const note = (error: Error): void => {
      problem = error.message;
    };
    const timer = setTimeout(() => {
      done();
      reject(new Error(`Connected ${recovered.length} of ${nth} times within ${withinMs} ms: ${problem}.`));
    }, withinMs);
    const done = (): void => {
      clearTimeout(timer);
      socket.off('connect', check);
      socket.off('connect_error', note);
    };
    socket.on('connect', check);
    socket.on('connect_error', note);
    check();
  });
}

function messageOf(action: unknown): Message | undefined {
  if (typeof action !== 'object' || action === null || Array.isArray(action)) return undefined;
  const { type, data } = action as Fields;
  if (typeof type !== 'string' || type.startsWith('CLIENT:')) return undefined;
  return { type: type.replace(/^SERVER:/, ''), data };
}
