// Renews the token while it is good, so that nobody who comes back is asked to sign in without need.
import { useEffect } from 'react';
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
        (renewed) => session.get() && session.begin(renewed),
        () => undefined,
      );
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}
