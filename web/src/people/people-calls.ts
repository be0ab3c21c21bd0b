// The calls about friends: who they are, asking, answering, and whom one can find.
import { call } from '../api/call';
import type {
  ConnectedUser,
  ConnectionBody,
  Connections,
  ForumBody,
  ListedConnection,
  RequestStatus,
  TeamId,
  UserConnection,
  UserId,
} from '@kith/client';

export const peopleKeys = {
  connections: ['connections'] as const,
  team: (team: TeamId) => ['team-people', team] as const,
};

export const fetchConnections = async (): Promise<ListedConnection[]> =>
  (await call<Connections>('GET', '/connections')).connections;

export const askToConnect = async (userId: UserId): Promise<UserConnection> =>
  (await call<ConnectionBody>('POST', '/connections', { userId })).connection;

export const changeConnection = async (userId: UserId, requestStatus: RequestStatus): Promise<UserConnection> =>
  (await call<ConnectionBody>('PUT', `/connections/${userId}`, { requestStatus })).connection;

/** Everybody in a team: its own forum names them. */
export const fetchTeamPeople = async (team: TeamId): Promise<ConnectedUser[]> =>
  (await call<ForumBody>('GET', `/forums/${team}`)).forum.members;
