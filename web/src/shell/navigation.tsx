// The two ways to get about: a rail beside the page, tabs under it on a phone. They hold only what there is.
import { useRef } from 'react';
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import type { IconName } from '../design/icon-paths';
import { useHeightVariable } from '../design/use-height-variable';
import type { Team, TeamId, User } from '@kith/client';
import { Logo } from './logo';

interface NavigationProps {
  me: User;
  teams: Team[];
  /** The open team. */
  current: TeamId | undefined;
  /** Which part of Kith is shown. */
  place: 'team' | 'you';
}

export function Rail({ me, teams, current, place }: NavigationProps) {
  return (
    <nav className="rail" aria-label="Main">
      <div className="mb-4 px-4">
        <Logo />
      </div>
      {teams.length <= 1 && <RailLink href="/" icon="team" text="Team" isCurrent={place === 'team'} />}
      {teams.length > 1 &&
        teams.map((team) => (
          <RailLink
            key={team.id}
            href={`/teams/${team.id}`}
            icon="team"
            text={team.name}
            isCurrent={place === 'team' && team.id === current}
          />
        ))}
      <RailLink href="/you" icon="you" text="You" isCurrent={place === 'you'} />
      <div className="mt-auto flex min-h-14 items-center gap-3 px-4 py-1 leading-tight">
        <Avatar userName={me.userName} isSmall />
        <p className="min-w-0">
          <strong>{me.userName}</strong>
        </p>
      </div>
    </nav>
  );
}

export function Tabs({ place }: Pick<NavigationProps, 'place'>) {
  const ref = useRef<HTMLElement>(null);
  useHeightVariable(ref, '--tabs-height');
  return (
    <nav ref={ref} className="tabs" aria-label="Main">
      <Tab href="/" icon="team" text="Team" isCurrent={place === 'team'} />
      <Tab href="/you" icon="you" text="You" isCurrent={place === 'you'} />
    </nav>
  );
}

interface WayProps {
  href: string;
  icon: IconName;
  text: string;
  isCurrent: boolean;
}

function RailLink({ href, icon, text, isCurrent }: WayProps) {
  return (
    <Link href={href} aria-current={isCurrent ? 'page' : undefined} className="rail-link">
      <Icon name={icon} />
      <span className="min-w-0">{text}</span>
    </Link>
  );
}

function Tab({ href, icon, text, isCurrent }: WayProps) {
  return (
    <Link href={href} aria-current={isCurrent ? 'page' : undefined} className="tab">
      <Icon name={icon} />
      {text}
    </Link>
  );
}
