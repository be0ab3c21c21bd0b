// Who is here, by name, while the room is small enough for the server to name everybody.
import { useState } from 'react';
import { Avatar } from '../design/avatar';
import { useLiveStatus } from '../live/live-context';
import type { Person } from '@kith/client';
import { useDesk, useRoom } from './desk-context';
import { coachName, grouped } from './presence-sentence';
import { usePolledPresence } from './use-polling';

/** More than these are behind a button. */
const SHOWN_MAX = 6;

export function HereNow() {
  const told = useRoom((room) => room.presence);
  const polled = usePolledPresence();
  const presence = useLiveStatus() === 'live' ? told : polled;
  const [isOpen, setOpen] = useState(false);
  const here = presence?.here;
  if (!presence || !here || here.length === 0) return null;

  const hidden = here.length - SHOWN_MAX;
  const shown = isOpen || hidden <= 1 ? here : here.slice(0, SHOWN_MAX);
  return (
    <section className="card" aria-labelledby="here-now">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="here-now">Here now</h2>
        <p className="flex items-center gap-3">
          <span className="dot" aria-hidden="true" />
          {grouped(presence.count)} online
        </p>
      </div>
      <ul>
        {shown.map((person) => (
          <PersonHere key={person.userId} person={person} />
        ))}
      </ul>
      {hidden > 1 && (
        <button
          type="button"
          className="btn btn-text -mt-2 -mb-3 justify-self-start px-0!"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Show fewer' : `See the other ${hidden}`}
        </button>
      )}
    </section>
  );
}

function PersonHere({ person }: { person: Person }) {
  const { me } = useDesk();
  const name = person.role === 'coach' ? coachName(person.userName) : person.userName;
  return (
    <li className="flex min-h-14 items-center gap-3 py-1 leading-tight text-strong">
      <Avatar userName={person.userName} isSmall isOnline />
      <span className="min-w-0">
        {name}
        {person.userId === me.id && <span className="text-body"> (you)</span>}
      </span>
    </li>
  );
}
