// When a token is old enough to be exchanged for a new one. It makes no calls.
import { fromBase64 } from './platform.ts';

/** Renewed once this part of its life is over. */
const RENEW_AFTER = 0.5;

/** Whether a token is old enough to be renewed. One that cannot be read is left to the server. */
export function isDueForRenewal(token: string, nowMs: number): boolean {
  const life = readLife(token);
  return life !== undefined && nowMs > life.fromMs + (life.untilMs - life.fromMs) * RENEW_AFTER;
}

function readLife(token: string): { fromMs: number; untilMs: number } | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const { iat, exp } = JSON.parse(fromBase64(payload)) as { iat?: unknown; exp?: unknown };
    if (typeof iat !== 'number' || typeof exp !== 'number') return undefined;
    return { fromMs: iat * 1000, untilMs: exp * 1000 };
  } catch {
    return undefined;
  }
}
