// The top of the team page: its name, who is here, and for a coach the way to invite.
import { Suspense, useRef, useState } from 'react';
import { OverlayBoundary } from '../design/boundary';
import { Icon } from '../design/icon';
import { lazyPart } from '../design/lazy-part';
import { useHeightVariable } from '../design/use-height-variable';
import { useDesk } from './desk-context';
import { PresenceLine } from './presence-line';

const InviteDialog = lazyPart(() => import('./invite-dialog'));

export function TeamHead() {
  const { team } = useDesk();
  const ref = useRef<HTMLElement>(null);
  const [isInviting, setInviting] = useState(false);
  useHeightVariable(ref, '--head-height');

  return (
    <header ref={ref} className="head">
      <div className="flex min-h-12 items-center gap-3">
        <h1 className="min-w-0 flex-1">{team.name}</h1>
        {team.role === 'coach' && (
          <a
            href="#coach-tools"
            className="btn btn-quiet desk:hidden phone:size-12 phone:flex-none phone:rounded-full phone:p-0"
          >
            <Icon name="flag" />
            <span className="phone:sr-only">Coach’s tools</span>
          </a>
        )}
        {team.role === 'coach' && (
          <button
            type="button"
            className="btn btn-quiet phone:size-12 phone:flex-none phone:rounded-full phone:p-0"
            onClick={() => setInviting(true)}
          >
            <Icon name="invite" />
            <span className="phone:sr-only">Invite a friend</span>
          </button>
        )}
      </div>
      <PresenceLine />
      {isInviting && (
        <OverlayBoundary onClose={() => setInviting(false)}>
          <Suspense>
            <InviteDialog onClose={() => setInviting(false)} />
          </Suspense>
        </OverlayBoundary>
      )}
    </header>
  );
}
