// The two ways to get about: a rail beside the page, tabs under it on a phone. What waits somewhere is a number beside
// its name, which screen readers hear as words.
import { type CSSProperties, type ReactNode, useRef } from 'react';
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { useHeightVariable } from '../design/use-height-variable';
import type { Team, TeamId } from '@kith/client';
import { Logo } from './logo';
import { type Counts, type Place, type Way, WAYS } from './ways';

interface NavigationProps {
  /** The name of who is signed in. */
  userName: string;
  teams: readonly Team[];
  /** The open team. */
  current: TeamId | undefined;
  /** Which part of Kith is shown. */
  place: Place;
  counts: Counts;
}

interface RailProps extends NavigationProps {
  /** What stands below the ways. */
  children?: ReactNode;
}

export function Rail({ userName, teams, current, place, counts, children }: RailProps) {
  return (
    <nav className="rail" aria-label="Main">
      <div className="mb-4 px-4">
        <Logo />
      </div>
      {WAYS.map((way) =>
        way.place === 'team' && teams.length > 1 ? (
          teams.map((team) => (
            <WayLink
              key={team.id}
              way={{ ...way, href: `/teams/${team.id}`, text: team.name }}
              className="rail-link"
              isCurrent={place === 'team' && team.id === current}
              count={0}
            />
          ))
        ) : (
          <WayLink
            key={way.place}
            way={way}
            className="rail-link"
            isCurrent={place === way.place}
            count={counts[way.place] ?? 0}
          />
        ),
      )}
      {children}
      <div className="mt-auto flex min-h-14 items-center gap-3 px-4 py-1 leading-tight">
        <Avatar userName={userName} isSmall />
        <p className="min-w-0">
          <strong>{userName}</strong>
        </p>
      </div>
    </nav>
  );
}

export function Tabs({ place, counts }: Pick<NavigationProps, 'place' | 'counts'>) {
  const ref = useRef<HTMLElement>(null);
  useHeightVariable(ref, '--tabs-height');
  return (
    <nav ref={ref} className="tabs" aria-label="Main" style={{ '--ways': WAYS.length } as CSSProperties}>
      {WAYS.map((way) => (
        <WayLink
          key={way.place}
          way={way}
          className="tab"
          isCurrent={place === way.place}
          count={counts[way.place] ?? 0}
        />
      ))}
    </nav>
  );
}

interface WayLinkProps {
  way: Way;
  className: 'rail-link' | 'tab';
  isCurrent: boolean;
  count: number;
}

/** Over this many the number says no more. */
const COUNT_MAX = 99;

function WayLink({ way: { href, icon, text }, className, isCurrent, count }: WayLinkProps) {
  return (
    <Link href={href} aria-current={isCurrent ? 'page' : undefined} className={className}>
      <Icon name={icon} />
      <span className="way-text min-w-0">{text}</span>
      {count > 0 && (
        <>
          <span className="count" aria-hidden="true">
            {count > COUNT_MAX ? `${COUNT_MAX}+` : count}
          </span>
          <span className="sr-only">{count} unread</span>
        </>
      )}
    </Link>
  );
}
