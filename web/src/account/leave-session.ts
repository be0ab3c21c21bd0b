// Signing out: the token is revoked, and what was being written on this device is forgotten with it.
import type { UserId } from '@kith/client';
import { revokeToken } from '../api/account-calls';
import { forgetPictures } from '../pact/picture-shelf';
import { session } from './session';

/** Under what names one person's words are kept; what belongs to others who use this device stays. */
const ownKeys = (user: UserId): string[] => [`kith.draft.${user}.`, `kith.outbox.${user}`];

export async function leaveSession(): Promise<void> {
  const user = session.get()?.user.id;
  // Signed out here in any case; a token that could not be revoked ends by itself.
  await revokeToken().catch(() => undefined);
  if (user === undefined) return;
  for (const key of Object.keys(localStorage)) {
    if (ownKeys(user).some((own) => key.startsWith(own))) localStorage.removeItem(key);
  }
  forgetPictures(user);
  // Another may have signed in while the token was being revoked.
  if (session.get()?.user.id === user) session.end();
}
