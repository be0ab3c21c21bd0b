// One REST call: shows the token, reads the answer, and turns a refusal or an unreachable server into an error whose
// message may be shown as it is.
import { session } from '../account/session';
import type { ErrorBody, ErrorCode } from '../protocol/types';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The server said no, or the world did; `message` is a sentence for people. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  constructor(
    message: string,
    /** `undefined` when no answer came. */
    readonly code: ErrorCode | undefined,
    /** Whether the same may succeed later without a change. */
    readonly temporary: boolean,
  ) {
    super(message);
  }
}

export const UNREACHABLE = 'Kith cannot be reached right now. Please try again in a moment.';
const SIGN_IN_ENDED = 'Your sign-in has ended. Please sign in again. What you were writing is kept.';

/** Calls `/api/v1` + `path`. A 401 to a shown token ends the session on this device. */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const token = session.get()?.idToken;
  const headers: Record<string, string> = {};
  if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = JSON.stringify(body);

  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, init);
  } catch {
    throw new CallFailed(UNREACHABLE, undefined, true);
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as T;
  const isTokenRefused = response.status === 401 && token !== undefined && token === session.get()?.idToken;
  if (isTokenRefused && !path.startsWith('/auth/login')) session.end(SIGN_IN_ENDED);
  throw isErrorBody(answer)
    ? new CallFailed(answer.message, answer.code, answer.temporary)
    : new CallFailed(UNREACHABLE, undefined, response.status >= 500);
}

/** What to tell people about any failure. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : UNREACHABLE;
}

/** Whether the same call may succeed later without a change. */
export function mayPassLater(error: unknown): boolean {
  return !(error instanceof CallFailed) || error.temporary;
}

function isErrorBody(value: unknown): value is ErrorBody {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'message' in value &&
    typeof value.message === 'string'
  );
}
