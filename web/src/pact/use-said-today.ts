// What the reader has said of today, of each of their habits.
import { useQuery } from '@tanstack/react-query';
import type { CheckinStatus, HabitGoalId } from '@kith/client';
import type { Day } from './local-day';
import { fetchCheckins } from './pact-calls';
import { pactKeys } from './pact-keys';

export type SaidToday = ReadonlyMap<HabitGoalId, CheckinStatus>;

export function useSaidToday(today: Day): { said: SaidToday | undefined; isPending: boolean } {
  const { data, isPending } = useQuery({
    queryKey: pactKeys.checkins(today, today),
    queryFn: () => fetchCheckins(today, today),
    staleTime: 0,
  });
  return { said: data && new Map(data.map(({ habitGoalId, status }) => [habitGoalId, status])), isPending };
}
