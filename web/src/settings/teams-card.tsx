// The reader's teams, each a way to its page.
import { Link } from 'wouter';
import { Icon } from '../design/icon';
import type { Team } from '@kith/client';

export function TeamsCard({ teams }: { teams: readonly Team[] }) {
  return (
    <section className="card" aria-labelledby="your-teams">
      <h2 id="your-teams">Your teams</h2>
      {teams.length === 0 && <p>You are in no team yet.</p>}
      <ul className="-mb-2">
        {teams.map((team) => (
          <li key={team.id} className="border-t border-hairline first:border-t-0">
            <Link href={`/teams/${team.id}`} className="flex min-h-14 items-center gap-3 py-2 text-strong no-underline">
              <Icon name="team" />
              <span className="min-w-0 flex-1 leading-snug">
                {team.name}
                <span className="block text-small text-body">{membershipOf(team)}</span>
              </span>
              <Icon name="right" isSmall />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "13 people. You are the coach." */
function membershipOf({ memberCount, role }: Team): string {
  const people = memberCount === 1 ? '1 person' : `${memberCount} people`;
  return role === 'coach' ? `${people}. You are the coach.` : people;
}
