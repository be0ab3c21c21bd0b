// The calls around an account, with the token of who is signed in here.
import type { Team } from '@kith/client';
import { api } from './call';

export type { InvitePreview } from '@kith/client';

export const { signIn, register, renewToken, revokeToken, fetchMe, fetchInvite, createInvite } = api.account;
export const { createTeam } = api.teams;

/** Accepts an invitation into a team. */
export async function acceptInvite(code: string): Promise<Team> {
  const { team } = await api.account.acceptInvite(code);
  if (!team) throw new Error('This code leads into a pact. Open it under Pacts.');
  return team;
}
