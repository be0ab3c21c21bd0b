// What the tests against a real server live in: one server, people, and clients of ours that are gone after each test.
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { WebSocket } from 'ws';
import { type Kith as Server, startKith } from '../../../clients/scene/kith.ts';
import { makeTeam, type Person, register } from '../../../clients/scene/people.ts';
import { layWire, type Wire } from '../../../clients/scene/wire.ts';
import { createKith, type Kith, type LiveEvent, type Told } from '../src/index.ts';
import { type Io, socketIoLine } from '../src/socket-io.ts';

export { makeTeam, type Person };

/** Comes back soon: a test has no patience. */
export const SOON = { firstMs: 20, maxMs: 200, fallbackAfterMs: 400, gapMs: 300 };

/** How a client reaches the server. */
export const LINES = ['a WebSocket', 'socket.io-client', 'socket.io-client by polling'] as const;
export type LineName = (typeof LINES)[number];

/** A client of ours with what it was told. */
export interface Guest {
  readonly kith: Kith;
  readonly events: LiveEvent[];
  readonly person: Person;
  /** All messages of a type. */
  told<K extends Told['type']>(type: K): Extract<Told, { type: K }>[];
}

export interface House {
  readonly url: string;
  readonly server: Server;
  person(firstName?: string): Promise<Person>;
  /** A client that was not started. */
  guest(person: Person, line?: LineName, url?: string): Guest;
  /** A wire to the server that can be cut. */
  wire(): Promise<Wire>;
  /** Does something when the test is over. */
  afterwards(close: () => void): void;
}

export function openHouse(): House {
  let server: Server | undefined;
  const closing: (() => void | Promise<void>)[] = [];
  const running = (): Server => {
    if (!server) throw new Error('The server does not run yet.');
    return server;
  };
  beforeAll(async () => {
    server = await startKith();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(() => server?.stop());
  return {
    get url() {
      return running().url;
    },
    get server() {
      return running();
    },
    person: (firstName = 'Ruth') => register(running().url, firstName),
    guest: (person, line = 'a WebSocket', url = running().url) => {
      const guest = comeIn(person, line, url);
      closing.push(() => guest.kith.live.stop());
      return guest;
    },
    wire: async () => {
      const wire = await layWire(running().url);
      closing.push(wire.close);
      return wire;
    },
    afterwards: (close) => void closing.push(close),
  };
}

function comeIn(person: Person, line: LineName, url: string): Guest {
  const transports = line === 'socket.io-client by polling' ? ['polling'] : ['websocket'];
  const dial = line === 'a WebSocket' ? undefined : socketIoLine(io as Io, url, { transports });
  const kith = createKith({ url, token: () => person.token, WebSocket, timing: SOON, ...(dial && { dial }) });
  const events: LiveEvent[] = [];
  kith.live.on((event) => events.push(event));
  const told = <K extends Told['type']>(type: K): Extract<Told, { type: K }>[] =>
    events.flatMap((event) =>
      event.kind === 'message' && event.message.type === type ? [event.message as Extract<Told, { type: K }>] : [],
    );
  return { kith, events, person, told };
}
