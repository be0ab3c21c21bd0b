// Who the reader is, as far as it is known here already: for what has to know it at a moment and not in a drawing.
import type { QueryClient } from '@tanstack/react-query';
import type { Me, User } from '@kith/client';
import { keys } from '../team/keys';

export function knownMe(client: QueryClient): User | undefined {
  return client.getQueryData<Me>(keys.me)?.user;
}
