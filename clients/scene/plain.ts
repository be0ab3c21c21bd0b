// A client of the plain dialect on `/ws`, with the same ear: what it hears can be laid beside what others hear.
import { WebSocket } from 'ws';
import { Ear } from './ear';
import type { Person } from './people';

export interface Plain {
  readonly ear: Ear;
  say(type: string, fields?: object): void;
  leave(): void;
}

export async function plain(url: string, person: Person): Promise<Plain> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, ['kith.v1', `bearer.${person.token}`]);
  const ear = new Ear();
  socket.on('message', (frame) => {
    const { type, ...data } = JSON.parse(String(frame)) as { type: string };
    ear.hear({ type, data });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    ear,
    say: (type, fields = {}) => socket.send(JSON.stringify({ type, ...fields })),
    leave: () => socket.close(),
  };
}
