// All typed REST calls of a server, by what they are about.
import { accountCalls } from './account-calls.ts';
import type { Call } from './call.ts';
import { pactCalls } from './pact-calls.ts';
import { connectionCalls, forumCalls, messageCalls, notificationCalls } from './people-calls.ts';
import { teamCalls } from './team-calls.ts';

export type Api = ReturnType<typeof createApi>;

export const createApi = (call: Call) => ({
  /** For what has no call of its own. */
  call,
  account: accountCalls(call),
  teams: teamCalls(call),
  pacts: pactCalls(call),
  forums: forumCalls(call),
  messages: messageCalls(call),
  connections: connectionCalls(call),
  notifications: notificationCalls(call),
});
