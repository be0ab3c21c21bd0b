// The names of people who are no friends, but in a team of the reader's.
import { useQueries } from '@tanstack/react-query';
import { fetchTeamPeople, peopleKeys } from '../people/people-calls';
import type { Team, UserId } from '@kith/client';

/** In so many teams names are looked for. */
const TEAMS_MAX = 10;

export function useNames(teams: readonly Team[], isNeeded: boolean): (user: UserId) => string | undefined {
  const answers = useQueries({
    queries: teams.slice(0, TEAMS_MAX).map(({ id }) => ({
      queryKey: peopleKeys.team(id),
      queryFn: () => fetchTeamPeople(id),
      enabled: isNeeded,
    })),
  });
  return (user) => {
    for (const { data } of answers) {
      const found = data?.find(({ id }) => id === user);
      if (found) return found.userName;
    }
    return undefined;
  };
}
