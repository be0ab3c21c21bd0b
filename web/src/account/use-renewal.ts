// Renews the token while it is good, so that nobody who comes back is asked to sign in without need.
import { useEffect } from 'react';
import { createCall, type SignedIn } from '@kith/client';
import { renewToken } from '../api/account-calls';
import { isDueForRenewal, session } from './session';

const LOOK_EVERY_MS = 15 * 60_000;

export function useRenewal(): void {
  useEffect(() => {
    const look = (): void => {
      const token = session.get()?.idToken;
      if (token === undefined || !isDueForRenewal(token, Date.now())) return;
      // If it fails, the next look tries again; if it is too late, the first call says so.
      renewToken().then(
        (renewed) => takeOver(token, renewed),
        () => undefined,
      );
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}

/** The new token takes the place of the one it was given for. Who signed out meanwhile needs none. */
export function takeOver(token: string, renewed: SignedIn): void {
  if (session.get()?.idToken === token) {
    session.begin(renewed);
    return;
  }
  const revoke = createCall({ url: '', token: () => renewed.idToken });
  // One that cannot be revoked ends by itself.
  revoke('POST', '/auth/logout').catch(() => undefined);
}
