// What the core takes from where it runs. Browsers, React Native and Node all have these under the same names; nothing
// here, and nothing that imports it, knows the DOM or Node.

/** Names a timer that runs; what it is differs from place to place. */
export type Timer = { readonly timer: unknown };

/** The parts of an HTTP answer that are read. */
export interface HttpAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}

/** One HTTP request. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal?: never;
}

/** Makes an HTTP request; the `fetch` of the platform is one. */
export type Fetch = (url: string, request: HttpRequest) => Promise<HttpAnswer>;

/** The parts of a WebSocket that are used. */
export interface WebSocketLike {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

/** Opens a WebSocket; the `WebSocket` of the platform is one, and so is that of `ws`. */
export type WebSocketMaker = new (url: string, protocols: string[]) => WebSocketLike;

interface Platform {
  setTimeout(run: () => void, afterMs: number): unknown;
  clearTimeout(timer: unknown): void;
  fetch?: Fetch;
  WebSocket?: WebSocketMaker;
  crypto?: { randomUUID?(): string; getRandomValues?(bytes: Uint8Array): Uint8Array };
  atob?(text: string): string;
}

const platform = globalThis as unknown as Platform;

export function startTimer(run: () => void, afterMs: number): Timer {
  return { timer: platform.setTimeout(run, afterMs) };
}

export function stopTimer(timer: Timer | undefined): void {
  if (timer) platform.clearTimeout(timer.timer);
}

/** The platform's own way to make HTTP requests, looked up at each request. */
export const platformFetch: Fetch = (url, request) => {
  if (!platform.fetch) return Promise.reject(new Error('There is no fetch here: give one.'));
  return platform.fetch(url, request);
};

/** The platform's own WebSocket. */
export function platformWebSocket(): WebSocketMaker {
  if (!platform.WebSocket) throw new Error('There is no WebSocket here: give one, such as that of the package ws.');
  return platform.WebSocket;
}

/** Text of base64, as in the parts of a token; throws on what is none. */
export function fromBase64(text: string): string {
  if (!platform.atob) throw new Error('There is no atob here.');
  return platform.atob(text);
}

/**
 * An id of this device's own, 128 bits. Where the platform offers no good lots (plain HTTP, React Native without a
 * polyfill) it takes `Math.random`: the id names something among one person's things, and guards nothing.
 */
export function newClientId(): string {
  const { crypto } = platform;
  if (typeof crypto?.randomUUID === 'function') return crypto.randomUUID();
  const bytes = new Uint8Array(16);
  if (typeof crypto?.getRandomValues === 'function') crypto.getRandomValues(bytes);
  else bytes.forEach((_, place) => (bytes[place] = Math.floor(Math.random() * 256)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
