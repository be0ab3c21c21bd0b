// Changes what Kith knows of the reader.
import { call, type Method } from '../api/call';
import type { User } from '@kith/client';

/** What is not named stays as it is. */
export interface MeChange {
  /** IANA name, such as `Europe/Lisbon`. */
  timezone?: string;
  /** The hour at which the day starts, 0 to 12. */
  dayStartsAt?: number;
  /** 1 to 60 characters. */
  userName?: string;
  firstName?: string;
  lastName?: string;
}

// The list of methods of `call` does not name it yet.
const PATCH = 'PATCH' as string as Method;

export async function changeMe(change: MeChange): Promise<User> {
  const { user } = await call<{ user: User }>(PATCH, '/me', change);
  return user;
}
