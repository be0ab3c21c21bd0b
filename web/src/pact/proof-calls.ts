// Pictures of check-ins: sent as they are, not in JSON, and fetched with the token, which no `img` shows. Which picture
// belongs to an entry is read in one place, here.
import { session } from '../account/session';
import { CallFailed, UNREACHABLE } from '../api/call';
import type { CheckinBody, CheckinId, ErrorBody, ProofId } from '@kith/client';

/** Sends a JPEG for a check-in. */
export async function sendProof(checkin: CheckinId, picture: Blob): Promise<void> {
  await ask(`/checkins/${checkin}/proofs`, {
    method: 'POST',
    body: picture,
    headers: { 'Content-Type': 'image/jpeg' },
  });
}

/** A small version of a picture. */
export async function fetchThumbnail(proof: ProofId): Promise<Blob> {
  return (await ask(`/proofs/${proof}/thumbnail`, { method: 'GET' })).blob();
}

/** The pictures of a check-in as they are now; none once it was taken back. */
export async function fetchProofs(checkin: CheckinId): Promise<ProofId[]> {
  try {
    const { checkin: found } = (await (await ask(`/checkins/${checkin}`, { method: 'GET' })).json()) as CheckinBody;
    return (found.proofs ?? []).map(({ id }) => id);
  } catch (error) {
    if (error instanceof CallFailed && error.code === 'NOT_FOUND') return [];
    throw error;
  }
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const token = session.get()?.idToken;
  const headers = { ...init.headers, ...(token !== undefined && { Authorization: `Bearer ${token}` }) };
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { ...init, headers });
  } catch {
    throw new CallFailed(UNREACHABLE, undefined, true);
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => undefined)) as Partial<ErrorBody> | undefined;
  const temporary = problem?.temporary ?? response.status >= 500;
  throw new CallFailed(problem?.message ?? UNREACHABLE, problem?.code, temporary, restAsked(response));
}

/** How long the server wants to be left alone, in milliseconds. */
function restAsked({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
