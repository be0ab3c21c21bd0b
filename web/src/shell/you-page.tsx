// The reader's own page: their name, the text size, their teams, and the way out.
import { useEffect } from 'react';
import { Link } from 'wouter';
import { JoinWithCode, StartTeam } from '../account/no-team-page';
import { leaveSession } from '../account/leave-session';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { chooseTextSize, TEXT_SIZES, useTextSize } from '../design/text-size';
import type { Team, User } from '@kith/client';

interface YouPageProps {
  me: User;
  teams: Team[];
}

export function YouPage({ me, teams }: YouPageProps) {
  useEffect(() => {
    document.title = 'You · Kith';
  }, []);
  return (
    <main id="main" className="main-column py-6">
      <h1>You</h1>
      <section className="card" aria-label="Your account">
        <div className="flex items-center gap-3">
          <Avatar userName={me.userName} />
          <div className="min-w-0">
            <p className="text-lead font-semibold text-strong">{me.userName}</p>
            <p className="text-small break-all">{me.email}</p>
          </div>
        </div>
        <button type="button" className="btn justify-self-start" onClick={() => void leaveSession()}>
          <Icon name="leave" />
          Sign out
        </button>
      </section>
      <TextSizeCard />
      <section className="card" aria-labelledby="your-teams">
        <h2 id="your-teams">Your teams</h2>
        {teams.length === 0 && <p>You are in no team yet.</p>}
        <ul className="-mb-2">
          {teams.map((team) => (
            <li key={team.id} className="border-t border-hairline first:border-t-0">
              <Link
                href={`/teams/${team.id}`}
                className="flex min-h-14 items-center gap-3 py-2 text-strong no-underline"
              >
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
      <JoinWithCode />
      <StartTeam />
    </main>
  );
}

/** "13 people. You are the coach." */
function membershipOf({ memberCount, role }: Team): string {
  const people = memberCount === 1 ? '1 person' : `${memberCount} people`;
  return role === 'coach' ? `${people}. You are the coach.` : people;
}

function TextSizeCard() {
  const chosen = useTextSize();
  return (
    <fieldset className="card">
      <legend className="float-left text-title font-head text-strong">Text size</legend>
      <div className="clear-both grid grid-cols-2 gap-2 wide:grid-cols-4">
        {TEXT_SIZES.map((size) => (
          <label key={size} className="btn choice">
            <input
              type="radio"
              name="text-size"
              className="sr-only"
              checked={chosen === size}
              onChange={() => chooseTextSize(size)}
            />
            {size === 100 ? 'Normal' : `${size} %`}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
