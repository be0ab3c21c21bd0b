// What the sentences of a feed have to know of who reads them.
import type { Pact, User } from '@kith/client';
import type { FeedReader } from './feed-words';

export function readerOf(me: User, pact: Pact): FeedReader {
  const names = new Map(pact.members.map(({ userId, userName }) => [userId, userName]));
  return { me: me.id, names, timezone: me.timezone, dayStartsAt: me.dayStartsAt };
}
