// A client of either dialect, for stories that must be the same in both: what is said has no prefix.
import { Ear, type Fields } from './ear';
import type { House } from './house';
import type { Person } from './people';
import { type Options, TRANSPORTS } from './stock';

export interface Voice {
  readonly ear: Ear;
  say(type: string, data?: object): void;
  /** Says it and waits until it is carried out; throws when it is refused. */
  ask(type: string, data?: object): Promise<Fields>;
  leave(): void;
}

/** How a voice is opened. */
export interface Speech {
  readonly name: string;
  /** Whether it is Socket.IO. */
  readonly isStock: boolean;
  open(house: House, person: Person): Promise<Voice>;
}

/** Stock clients over each transport, and the plain dialect. */
export const SPEECHES: readonly Speech[] = [
  ...TRANSPORTS.map(({ name, options }) => ({
    name: `Socket.IO, ${name}`,
    isStock: true,
    open: (house: House, person: Person) => openStock(house, person, options),
  })),
  { name: 'plain /ws', isStock: false, open: openPlain },
];

async function openStock(house: House, person: Person, options: Options): Promise<Voice> {
  const client = await house.client(person, options);
  return {
    ear: client.ear,
    say: (type, data) => client.say(`CLIENT:${type}`, data),
    ask: async (type, data) => {
      const answer = await client.ask(`CLIENT:${type}`, data);
      if (!answer.ok) throw new Error(`${type}: ${JSON.stringify(answer.error)}`);
      return answer;
    },
    leave: client.leave,
  };
}

async function openPlain(house: House, person: Person): Promise<Voice> {
  const client = await house.plain(person);
  let asked = 0;
  return {
    ear: client.ear,
    say: client.say,
    ask: async (type, data) => {
      asked += 1;
      const ref = `asked ${asked}`;
      client.say(type, { ...data, ref });
      const isAnswer = (): Fields | undefined => {
        const answer = client.ear.messages.find((message) => (message.data as Fields)['ref'] === ref);
        if (answer?.type === 'ERROR') throw new Error(`${type}: ${JSON.stringify(answer.data)}`);
        return answer?.data as Fields | undefined;
      };
      return client.ear.when(isAnswer, `an answer to ${type}`);
    },
    leave: client.leave,
  };
}
