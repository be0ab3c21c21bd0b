// The reader's pacts, page by page: one list for all that show it.
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Pacts } from '@kith/client';
import { fetchPacts } from './pact-calls';
import { pactKeys } from './pact-keys';

export function usePactList() {
  return useInfiniteQuery({
    queryKey: pactKeys.list,
    queryFn: ({ pageParam }): Promise<Pacts> => fetchPacts(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
}
