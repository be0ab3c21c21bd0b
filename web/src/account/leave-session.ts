// Signing out: the token is revoked, and what was being written on this device is forgotten with it.
import { revokeToken } from '../api/account-calls';
import { forgetPictures } from '../pact/picture-shelf';
import { session } from './session';

/** Beginnings of what is kept for one person. */
const OWN_KEYS = ['kith.draft.', 'kith.outbox.'];

export async function leaveSession(): Promise<void> {
  // Signed out here in any case; a token that could not be revoked ends by itself.
  await revokeToken().catch(() => undefined);
  for (const key of Object.keys(localStorage)) {
    if (OWN_KEYS.some((own) => key.startsWith(own))) localStorage.removeItem(key);
  }
  const user = session.get()?.user.id;
  if (user !== undefined) forgetPictures(user);
  session.end();
}
