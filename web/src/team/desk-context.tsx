// Opens a team for the pages below: as long as it is the chosen one, its room is joined, whichever page is shown.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { useLive, useOutbox } from '../live/live-context';
import type { Team, User } from '@kith/client';
import { openDesk, type TeamDesk } from './desk';
import type { RoomState } from './room';

const DeskContext = createContext<TeamDesk | undefined>(undefined);

interface TeamProviderProps {
  team: Team;
  me: User;
  children: ReactNode;
}

/** Give it the team's id as its `key`: another team is another desk. */
export function TeamProvider({ team, me, children }: TeamProviderProps) {
  const connection = useLive();
  const ownOutbox = useOutbox();
  const client = useQueryClient();
  const [desk] = useState(() => openDesk(team, me, { connection, ownOutbox, client }));

  useEffect(() => {
    const stops = [desk.outbox.open(), desk.likes.open()];
    desk.room.open();
    return () => {
      for (const stop of stops) stop();
      desk.room.close();
    };
  }, [desk]);

  return <DeskContext value={desk}>{children}</DeskContext>;
}

export function useDesk(): TeamDesk {
  const desk = use(DeskContext);
  if (!desk) throw new Error('useDesk needs a TeamProvider above it');
  return desk;
}

/** One part of what the room knows; the component is drawn again when that part changes. */
export function useRoom<T>(part: (state: RoomState) => T): T {
  const { room } = useDesk();
  return useSyncExternalStore(room.subscribe, () => part(room.get()));
}
