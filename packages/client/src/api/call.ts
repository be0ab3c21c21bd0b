// One REST call: shows the token, reads the answer, and turns a refusal or an unreachable server into an error whose
// message may be shown as it is.
import { type Fetch, type HttpAnswer, platformFetch, startTimer, stopTimer } from '../platform.ts';
import { isOfSamePerson } from '../tokens.ts';
import type { ErrorBody, ErrorCode } from '../protocol/types.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Makes a call to `/api/v1` + `path`, and gives the body of its answer. */
export type Call = <T>(method: Method, path: string, body?: unknown) => Promise<T>;

/** The server said no, or the world did; `message` is a sentence for people. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  constructor(
    message: string,
    /** `undefined` when no answer of Kith came. */
    readonly code: ErrorCode | undefined,
    /** Whether the same may succeed later without a change. */
    readonly temporary: boolean,
    /** How long the server wants to be left alone. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

export const UNREACHABLE = 'Kith cannot be reached right now. Please try again in a moment.';

/** A call that takes longer has failed: a phone between two networks would wait for ever. */
export const CALL_MAX_MS = 30_000;

export interface CallOptions {
  /** Where the server is, `https://kith.example`; empty for the page's own. */
  url: string;
  /** The token to show now; `undefined` when signed out. */
  token: () => string | undefined;
  /** Asked when a token that was shown is refused; if `token` gives another one of the same person afterwards, the call is made again. */
  renewToken?: (() => Promise<unknown>) | undefined;
  /** The token that was shown is no good, and there is no better one: sign in again. */
  tokenRefused?: ((token: string) => void) | undefined;
  fetch?: Fetch | undefined;
}

/** What these refuse says nothing about the token that was shown. */
const SIGN_IN_PATHS: ReadonlySet<string> = new Set(['/auth/login', '/auth/register']);
/** Getting a better token takes a good one. */
const RENEWAL_PATH = '/auth/refresh';

export function createCall(options: CallOptions): Call {
  return async <T>(method: Method, path: string, body?: unknown): Promise<T> => {
    const token = options.token();
    let answer = await answerTo(options, method, path, body, token);
    const isTokenRefused = answer.status === 401 && token !== undefined && !SIGN_IN_PATHS.has(path);
    if (isTokenRefused) {
      if (options.token() === token && path !== RENEWAL_PATH) await options.renewToken?.().catch(() => undefined);
      const better = options.token();
      if (better === token) options.tokenRefused?.(token);
      // Somebody else has signed in meanwhile: what the one wanted is not done as the other.
      else if (better !== undefined && isOfSamePerson(token, better))
        answer = await answerTo(options, method, path, body, better);
    }
    return read<T>(answer);
  };
}

/** What to tell people about any failure. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : UNREACHABLE;
}

/** Options of an address, those that are given; with its question mark. */
export function query(fields: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const parts = given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

async function answerTo(
  options: CallOptions,
  method: Method,
  path: string,
  body: unknown,
  token: string | undefined,
): Promise<HttpAnswer> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const sent = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const request = (options.fetch ?? platformFetch)(`${options.url}/api/v1${path}`, sent);
  try {
    return await within(request, CALL_MAX_MS);
  } catch {
    throw new CallFailed(UNREACHABLE, undefined, true);
  }
}

async function read<T>(answer: HttpAnswer): Promise<T> {
  const body: unknown = answer.status === 204 ? undefined : await answer.json().catch(() => null);
  // A page of some gateway in between is no answer of Kith, whatever its status says.
  if (answer.ok && body !== null) return body as T;
  if (answer.ok || !isErrorBody(body)) {
    throw new CallFailed(UNREACHABLE, undefined, answer.ok || answer.status >= 500);
  }
  const seconds = Number(answer.headers.get('Retry-After') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
  throw new CallFailed(body.message, body.code, body.temporary, retryAfterMs);
}

function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = startTimer(() => reject(new Error('It took too long.')), limitMs);
    work.then(resolve, reject).finally(() => stopTimer(timer));
  });
}

function isErrorBody(value: unknown): value is ErrorBody {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string' &&
    'temporary' in value
  );
}
