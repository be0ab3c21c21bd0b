// The wire between clients and the server, in our hands: a TCP proxy that can cut, reset and refuse.
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Wire {
  /** Where clients connect instead of the server. */
  readonly url: string;
  /** How many connections are open. */
  open(): number;
  /** Ends all connections with a FIN, as a proxy in between does. */
  cut(): void;
  /** Ends all connections with a TCP reset, as a crashed machine or a full table of a router does. */
  reset(): void;
  /** From now on, whether new connections are let through. */
  admit(isAllowed: boolean): void;
  close(): Promise<void>;
}

export async function layWire(serverUrl: string): Promise<Wire> {
  const { hostname, port } = new URL(serverUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isAllowed = true;
  const server = createServer({ noDelay: true }, (near) => {
    near.on('error', () => undefined);
    if (!isAllowed) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ host: hostname, port: Number(port), noDelay: true });
    far.on('error', () => near.destroy());
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far);
    far.pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => {
      near.destroy();
      pairs.delete(pair);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const each = (end: (socket: Socket) => void): void => {
    for (const pair of pairs) pair.forEach((socket) => end(socket));
    pairs.clear();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => pairs.size,
    cut: () => each((socket) => socket.destroySoon()),
    reset: () => each((socket) => socket.resetAndDestroy()),
    admit: (allowed) => {
      isAllowed = allowed;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        each((socket) => socket.destroy());
      }),
  };
}
