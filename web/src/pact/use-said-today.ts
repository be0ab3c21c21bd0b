// What the reader has said of today, of each of their habits, also what is on its way.
import { useQuery } from '@tanstack/react-query';
import type { CheckinStatus, HabitGoalId } from '@kith/client';
import { useOutboxItems } from '../live/live-context';
import { keptCheckins } from './kept-checkins';
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
  const ahead = keptCheckins(useOutboxItems()).filter(({ day, state }) => day === today && state !== 'refused');
  const said = data && new Map([...data, ...ahead].map(({ habitGoalId, status }) => [habitGoalId, status]));
  return { said, isPending };
}
