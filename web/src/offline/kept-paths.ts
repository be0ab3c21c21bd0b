// Which answers of the API may be read again without a network, and whose they are. Pure; shared by page and worker.

/** Under this the REST door stands. */
export const API = '/api/v1';

/**
 * What people read. Who is here, counts of what is new, invitations and sign-ins are true for a moment only, or are
 * nobody's to keep: they are not in this list.
 */
const KEPT = [
  /^\/me$/,
  /^\/teams(\/[^/]+(\/(posts|pins|counters|members))?)?$/,
  /^\/posts\/[^/]+$/,
  /^\/pacts(\/[^/]+(\/activities)?)?$/,
  /^\/habit-goals(\/[^/]+)?$/,
  /^\/forums(\/[^/]+(\/(messages|members))?)?$/,
  /^\/direct-messages\/[^/]+$/,
  /^\/(checkins|streaks|connections|conversations|notifications|ticker)$/,
];

/** Whether the answer to a GET of this path (without the query) is kept. */
export function isKept(path: string): boolean {
  if (!path.startsWith(`${API}/`)) return false;
  const below = path.slice(API.length);
  return KEPT.some((pattern) => pattern.test(below));
}

/**
 * Whose answer it is: the `sub` of the token that is shown with the request. The server alone judges the token; here
 * it only says which drawer is meant. `undefined` if there is none to be read.
 */
export function readerOf(authorization: string | null): string | undefined {
  const payload = /^Bearer [^.]+\.([^.]+)\./.exec(authorization ?? '')?.[1];
  if (payload === undefined) return undefined;
  try {
    const { sub } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { sub?: unknown };
    return typeof sub === 'string' && sub !== '' ? sub : undefined;
  } catch {
    return undefined;
  }
}
