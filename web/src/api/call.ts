// The calls of this page, with the token of who is signed in here. What a call is and does stands in `@kith/client`.
import { type Call, CallFailed, createApi, createCall } from '@kith/client';
import { session } from '../account/session';

const SIGN_IN_ENDED = 'Your sign-in has ended. Please sign in again. What you were writing is kept.';

/** Calls `/api/v1` + `path`. A token that is refused ends the session on this device. */
export const call: Call = createCall({
  url: '',
  token: () => session.get()?.idToken,
  tokenRefused: () => session.end(SIGN_IN_ENDED),
});

export const api = createApi(call);

/** Whether the same call may succeed later without a change. */
export const mayPassLater = (error: unknown): boolean => !(error instanceof CallFailed) || error.temporary;

export { CallFailed, type Method, sentenceOf, UNREACHABLE } from '@kith/client';
