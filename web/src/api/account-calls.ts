// The calls around an account: sign in, register, renew, sign out, and the invitations that lead here.
import type { Invite, Login, Me, NewTeam, Register, SignedIn, Team, TeamBody, TeamId } from '../protocol/types';
import { call } from './call';

/** What an invitation says before anybody has signed in. */
export interface InvitePreview {
  teamName: string;
  expiresAt: string;
}

export const signIn = (login: Login): Promise<SignedIn> => call('POST', '/auth/login', login);

export const register = (person: Register): Promise<SignedIn> => call('POST', '/auth/register', person);

export const renewToken = (): Promise<SignedIn> => call('POST', '/auth/refresh');

export const revokeToken = (): Promise<unknown> => call('POST', '/auth/logout');

export const fetchMe = (): Promise<Me> => call('GET', '/me');

export const createTeam = (team: NewTeam): Promise<TeamBody> => call('POST', '/teams', team);

export const fetchInvite = (code: string): Promise<InvitePreview> =>
  call('GET', `/invites/${encodeURIComponent(code)}`);

export const createInvite = (teamId: TeamId): Promise<Invite> => call('POST', `/teams/${teamId}/invites`, {});

export async function acceptInvite(code: string): Promise<Team> {
  const { team } = await call<TeamBody>('POST', `/invites/${encodeURIComponent(code)}/accept`, {});
  return team;
}
