// The reader's friends and requests as the pages see them, and what may be done about them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { sentenceOf } from '../api/call';
import type { ListedConnection, RequestStatus, UserId } from '@kith/client';
import { acquaintances, withConnection } from './acquaintance';
import { askToConnect, changeConnection, fetchConnections, peopleKeys } from './people-calls';

export function usePeople(reader: UserId) {
  const connections = useQuery({ queryKey: peopleKeys.connections, queryFn: fetchConnections });
  const people = useMemo(() => acquaintances(connections.data ?? [], reader), [connections.data, reader]);
  return { ...connections, people };
}

/** `ask` asks, everything else is an answer to it. */
export type Deed = { userId: UserId; wish: 'ask' | Exclude<RequestStatus, 'pending'> };

export function usePeopleDeeds() {
  const client = useQueryClient();
  const { mutate, error, variables, isPending } = useMutation({
    mutationFn: ({ userId, wish }: Deed) => (wish === 'ask' ? askToConnect(userId) : changeConnection(userId, wish)),
    onSuccess: (connection) =>
      client.setQueryData<ListedConnection[]>(
        peopleKeys.connections,
        (list) => list && withConnection(list, connection),
      ),
  });
  return {
    act: (deed: Deed) => !isPending && mutate(deed),
    problem: error ? sentenceOf(error) : undefined,
    /** With whom the last deed was. */
    about: variables?.userId,
    isBusy: isPending,
  };
}
