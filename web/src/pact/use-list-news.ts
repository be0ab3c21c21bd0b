// Keeps the list of pacts true while it is shown: what an invitation, an answer or an ending changes in it is asked for
// again when the live connection tells of it, and after a loss.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLive } from '../live/live-context';
import { changesList } from './list-news';
import { pactKeys } from './pact-keys';

/** What was heard is heard once, however many show the list. */
const heard = new WeakSet<object>();

export function useListNews(): void {
  const connection = useLive();
  const client = useQueryClient();
  useEffect(
    () =>
      connection.on((event) => {
        const isNews = event.kind === 'message' ? changesList(event.message) : event.kind === 'status';
        if (!isNews || heard.has(event)) return;
        heard.add(event);
        void client.invalidateQueries({ queryKey: pactKeys.list });
      }),
    [connection, client],
  );
}
