// The names under which what the server says of pacts is kept.
import type { PactId } from '@kith/client';

export const pactKeys = {
  list: ['pacts'] as const,
  detail: (pact: PactId) => ['pact', pact] as const,
  code: (pact: PactId) => ['pact-code', pact] as const,
  goals: ['habit-goals'] as const,
  friends: ['friends'] as const,
  /** The reader's own check-ins of one month, `YYYY-MM`, or of a week by its Monday. */
  checkins: (from: string, to: string) => ['checkins', from, to] as const,
  allCheckins: ['checkins'] as const,
};
