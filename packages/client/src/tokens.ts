// What a token says of itself: whose it is, and when it is old enough to be exchanged. The server alone judges it.
import { fromBase64 } from './platform.ts';

/** Renewed once this part of its life is over. */
const RENEW_AFTER = 0.5;

/** Whether a token is old enough to be renewed. One that cannot be read is left to the server. */
export function isDueForRenewal(token: string, nowMs: number): boolean {
  const life = readLife(token);
  return life !== undefined && nowMs > life.fromMs + (life.untilMs - life.fromMs) * RENEW_AFTER;
}

/** Whether two tokens are of one person, as far as can be read. */
export function isOfSamePerson(one: string, other: string): boolean {
  const { sub } = readPayload(one);
  return typeof sub === 'string' && sub === readPayload(other).sub;
}

function readLife(token: string): { fromMs: number; untilMs: number } | undefined {
  const { iat, exp } = readPayload(token);
  if (typeof iat !== 'number' || typeof exp !== 'number') return undefined;
  return { fromMs: iat * 1000, untilMs: exp * 1000 };
}

/** Nothing, where it cannot be read. */
function readPayload(token: string): { iat?: unknown; exp?: unknown; sub?: unknown } {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    return (JSON.parse(fromBase64(payload)) as object | null) ?? {};
  } catch {
    return {};
  }
}
