// A server as an app sees it, put together: the calls, the live connection, and an outbox for who is signed in.
import { type Api, createApi } from './api/api.ts';
import { createCall } from './api/call.ts';
import { LiveConnection, type LiveOptions } from './live/connection.ts';
import { type Dial, webSocketLine } from './live/line.ts';
import { sendOverRest } from './outbox/deed.ts';
import { Outbox } from './outbox/outbox.ts';
import type { Exclusive, Shelf } from './outbox/shelf.ts';
import type { Fetch, WebSocketMaker } from './platform.ts';
import type { UserId } from './protocol/types.ts';

export interface KithOptions {
  /** Where the server is: `https://kith.example`. */
  url: string;
  /** The token of who is signed in; `undefined` when nobody is. */
  token: () => string | undefined;
  /** Gets a better token when the server does not take the one of `token`, which gives it from then on. */
  renewToken?: () => Promise<unknown>;
  /** There is no better one: whoever was signed in is not any more. */
  tokenRefused?: (token: string) => void;
  /** In place of the platform's. */
  fetch?: Fetch;
  /** In place of the platform's; Node 20 has none. */
  WebSocket?: WebSocketMaker;
  /** In place of a WebSocket: `socketIoLine(io, url)`. */
  dial?: Dial;
  /** The hour at which the days of who is signed in start: `User.dayStartsAt`. It dates what is done while offline. */
  dayStartsAt?: () => number | undefined;
  timing?: LiveOptions['timing'];
}

export interface Kith {
  readonly api: Api;
  readonly live: LiveConnection;
  /** What somebody does, on its way; sent as soon as it is started. Give each person a shelf of their own. */
  outboxOf(user: UserId, shelf: Shelf, exclusive?: Exclusive): Outbox;
}

export function createKith(options: KithOptions): Kith {
  const { url, token, tokenRefused, fetch, timing } = options;
  const renewToken = options.renewToken && sharing(options.renewToken);
  const api = createApi(createCall({ url, token, renewToken, tokenRefused, fetch }));
  const dial = options.dial ?? webSocketLine(`${url.replace(/^http/, 'ws')}/ws`, options.WebSocket);
  const live = new LiveConnection({ dial, token, renewToken, ...(timing && { timing }) });
  return {
    api,
    live,
    outboxOf: (user, shelf, exclusive) => {
      const { dayStartsAt } = options;
      const name = `kith.outbox.${user}`;
      const outbox = new Outbox({ shelf, send: sendOverRest(api), name, exclusive, dayStartsAt });
      wakeWithConnection(outbox, live);
      return outbox;
    },
  };
}

/** Tries what waits as soon as the connection stands again. The result stops that. */
export function wakeWithConnection(outbox: Outbox, live: LiveConnection): () => void {
  return live.on((event) => {
    if (event.kind === 'status' && event.status === 'live') outbox.wake();
  });
}

/** Whoever asks while an answer is under way gets the same one. */
function sharing<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}
