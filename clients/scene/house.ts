// What a file of tests lives in: one server, people by their first names, and clients that are gone after each test.
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Kith, startKith } from './kith';
import { type Person, register } from './people';
import { type Plain, plain } from './plain';
import { type Options, type Stock, stock, stockOf } from './stock';
import { layWire, type Wire } from './wire';

export interface House {
  readonly url: string;
  readonly kith: Kith;
  /** Somebody new, whatever their name. */
  person(firstName?: string): Promise<Person>;
  /** A stock client of theirs, connected. */
  client(person: Person, options?: Options, url?: string): Promise<Stock>;
  /** A stock client with these options and nothing else. */
  anyClient(options: Options, url?: string): Stock;
  plain(person: Person): Promise<Plain>;
  /** A wire to the server that can be cut. */
  wire(): Promise<Wire>;
}

/** Opens a house for the tests of a file; `options` are further options of `kith serve`. */
export function openHouse(options: readonly string[] = []): House {
  let kith: Kith | undefined;
  const clients: Stock[] = [];
  const closing: (() => void | Promise<void>)[] = [];
  const running = (): Kith => {
    if (!kith) throw new Error('The server does not run yet.');
    return kith;
  };
  const keep = (client: Stock): Stock => {
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    kith = await startKith(options);
  });
  afterEach(async () => {
    for (const client of clients) client.leave();
    for (const close of closing.splice(0)) await close();
    const strange = clients.splice(0).flatMap((client) => client.strange);
    expect(strange, 'emitted, and not to be dispatched').toEqual([]);
  });
  afterAll(() => kith?.stop());

  return {
    get url() {
      return running().url;
    },
    get kith() {
      return running();
    },
    person: (firstName = 'Ruth') => register(running().url, firstName),
    client: async (person, more = {}, url = running().url) => keep(await stockOf(url, person, more)),
    anyClient: (all, url = running().url) => keep(stock(url, all)),
    plain: async (person) => {
      const client = await plain(running().url, person);
      closing.push(client.leave);
      return client;
    },
    wire: async () => {
      const wire = await layWire(running().url);
      closing.push(wire.close);
      return wire;
    },
  };
}
