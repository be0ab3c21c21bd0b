// What the reader takes back in another window or on another device is asked for anew here. What the feed told before the
// pact was opened is known already.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { PactActivity, UserId } from '@kith/client';
import { pactKeys } from './pact-keys';

export function useUndoneElsewhere(activities: readonly PactActivity[], me: UserId): void {
  const client = useQueryClient();
  const known = useRef<number>(undefined);
  const newest = activities.at(-1)?.seq;
  const undone = activities.findLast(({ type, userId }) => type === 'checkin_undone' && userId === me)?.seq ?? 0;
  useEffect(() => {
    if (known.current !== undefined && undone > known.current) {
      void client.invalidateQueries({ queryKey: pactKeys.allCheckins });
    }
    known.current = newest;
  }, [client, newest, undone]);
}
