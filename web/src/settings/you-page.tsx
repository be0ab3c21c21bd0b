// The reader's own page: who they are, when their day begins, how Kith looks here, their teams, and the way out.
import { useEffect, useState } from 'react';
import { leaveSession } from '../account/leave-session';
import { JoinWithCode, StartTeam } from '../account/no-team-page';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import type { Team, User } from '@kith/client';
import { DayStartCard } from './day-start-card';
import { LookCards } from './look-cards';
import { NameCard } from './name-card';
import { TeamsCard } from './teams-card';
import { TimeZoneCard } from './time-zone-card';
import { useMeChange } from './use-me-change';

interface YouPageProps {
  me: User;
  teams: readonly Team[];
}

export default function YouPage({ me, teams }: YouPageProps) {
  const name = useMeChange();
  const zone = useMeChange();
  const dayStart = useMeChange();
  const [zones] = useState(allZones);
  const [deviceZone] = useState(zoneOfDevice);
  useEffect(() => {
    document.title = 'You · Kith';
  }, []);
  return (
    <>
      <main id="main" className="main-column pt-6">
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
        <NameCard me={me} onSave={name.change} {...name} />
        <TimeZoneCard
          zone={me.timezone}
          deviceZone={deviceZone}
          zones={zones}
          onChoose={(timezone) => zone.change({ timezone })}
          {...zone}
        />
        <DayStartCard
          startsAt={me.dayStartsAt}
          zone={me.timezone}
          onChoose={(dayStartsAt) => dayStart.change({ dayStartsAt })}
          {...dayStart}
        />
        <LookCards />
      </main>
      <aside className="side-column desk:pt-6!" aria-label="Your teams and invitations">
        <TeamsCard teams={teams} />
        <JoinWithCode />
        <StartTeam />
      </aside>
    </>
  );
}

function allZones(): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])];
}

function zoneOfDevice(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
