// The calls around an account: sign in, register, renew, sign out, and the invitations that lead here.
import type {
  Invite,
  Login,
  Me,
  Pact,
  PactBody,
  Register,
  SignedIn,
  Team,
  TeamBody,
  TeamId,
  Timestamp,
  User,
} from '../protocol/types.ts';
import type { Call } from './call.ts';

/** What an invitation says before anybody has signed in: it leads into a team, or into a pact. */
export type InvitePreview =
  | { teamName: string; expiresAt: Timestamp; habitName?: never; creatorName?: never }
  | { habitName: string; creatorName: string; expiresAt: Timestamp; teamName?: never };

/** What one changes about oneself; what is not named stays as it is. */
export interface MeChange {
  /** IANA name, such as `Europe/Lisbon`. */
  timezone?: string;
  /** The hour at which the day starts, 0 to 12. */
  dayStartsAt?: number;
  /** 1 to 60 characters. */
  userName?: string;
  firstName?: string;
  lastName?: string;
}

/** What an invitation led into. */
export type Joined = { team: Team; pact?: never } | { pact: Pact; team?: never };

export const accountCalls = (call: Call) => ({
  signIn: (login: Login) => call<SignedIn>('POST', '/auth/login', login),
  register: (person: Register) => call<SignedIn>('POST', '/auth/register', person),
  /** A new token in exchange for the one that is shown. */
  renewToken: () => call<SignedIn>('POST', '/auth/refresh'),
  /** Revokes the token that is shown, for ever. */
  revokeToken: () => call<void>('POST', '/auth/logout'),
  fetchMe: () => call<Me>('GET', '/me'),
  changeMe: async (change: MeChange): Promise<User> => (await call<{ user: User }>('PATCH', '/me', change)).user,
  fetchInvite: (code: string) => call<InvitePreview>('GET', `/invites/${encodeURIComponent(code)}`),
  /** An invitation into a team, for its coach. */
  createInvite: (team: TeamId) => call<Invite>('POST', `/teams/${team}/invites`, {}),
  /** Twice is the same as once. */
  acceptInvite: (code: string): Promise<Joined> =>
    call<TeamBody | PactBody>('POST', `/invites/${encodeURIComponent(code)}/accept`, {}) as Promise<Joined>,
});
