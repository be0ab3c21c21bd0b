// Who is signed in on this device.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignedIn } from '@kith/client';

const KEY = 'kith.session';
const RUTH = { idToken: 'a.b.c', user: { id: 'ruth', userName: 'Ruth' } } as SignedIn;
const JOSEPHINE = { idToken: 'd.e.f', user: { id: 'josephine', userName: 'Josephine' } } as SignedIn;

/** The module as it is after a reload. */
async function reloaded(): Promise<typeof import('./session')> {
  vi.resetModules();
  return import('./session');
}

function token(claims: Record<string, unknown>): string {
  return `h.${btoa(JSON.stringify(claims)).replaceAll('+', '-').replaceAll('/', '_')}.s`;
}

describe('session', () => {
  beforeEach(() => localStorage.clear());

  it('is there after a reload, until it ends', async () => {
    (await reloaded()).session.begin(RUTH);
    const { session } = await reloaded();
    expect(session.get()).toEqual(RUTH);
    session.end('Your sign-in has ended.');
    expect([session.get(), session.endReason()]).toEqual([undefined, 'Your sign-in has ended.']);
    expect((await reloaded()).session.get()).toBeUndefined();
  });

  it.each(['{', 'null', '7', '{"idToken":"a"}', '{"idToken":7,"user":{"id":"x"}}'])(
    'kept as %s it is none',
    async (kept) => {
      localStorage.setItem(KEY, kept);
      expect((await reloaded()).session.get()).toBeUndefined();
    },
  );

  it('ends here when another tab signs out', async () => {
    const { session } = await reloaded();
    session.begin(RUTH);
    const heard = vi.fn();
    session.subscribe(heard);
    localStorage.removeItem(KEY);
    globalThis.dispatchEvent(new StorageEvent('storage', { key: KEY }));
    expect(session.get()).toBeUndefined();
    expect(heard).toHaveBeenCalledOnce();
  });

  it('of one person does not end that of another, who signed in in another tab', async () => {
    const { session } = await reloaded();
    session.begin(RUTH);
    localStorage.setItem(KEY, JSON.stringify(JOSEPHINE));
    session.end('Your sign-in has ended.');
    expect([session.get(), session.endReason()]).toEqual([JOSEPHINE, undefined]);
    expect((await reloaded()).session.get()).toEqual(JOSEPHINE);
  });

  it('a renewed token takes the place of the one it was given for, and of no other', async () => {
    const { session } = await reloaded();
    const { takeOver } = await import('./use-renewal');
    const revoked: unknown[] = [];
    vi.stubGlobal('fetch', async (url: string, { headers }: { headers: Record<string, string> }) => {
      revoked.push([url, headers['Authorization']]);
      return new Response(null, { status: 204 });
    });
    session.begin(RUTH);
    takeOver(RUTH.idToken, { ...RUTH, idToken: 'renewed' });
    expect(session.get()?.idToken).toBe('renewed');
    session.begin(JOSEPHINE);
    takeOver('renewed', { ...RUTH, idToken: 'too.late.now' });
    expect(session.get()).toEqual(JOSEPHINE);
    await vi.waitFor(() => expect(revoked).toEqual([['/api/v1/auth/logout', 'Bearer too.late.now']]));
    vi.unstubAllGlobals();
  });

  it('of one person that ends takes only their own words with it', async () => {
    const { session } = await reloaded();
    const { leaveSession } = await import('./leave-session');
    vi.stubGlobal('fetch', async () => new Response(null, { status: 204 }));
    for (const key of [
      'kith.outbox.ruth',
      'kith.draft.ruth.team',
      'kith.outbox.josephine',
      'kith.draft.josephine.team',
    ]) {
      localStorage.setItem(key, '1');
    }
    session.begin(RUTH);
    await leaveSession();
    expect(Object.keys(localStorage).toSorted()).toEqual(['kith.draft.josephine.team', 'kith.outbox.josephine']);
    vi.unstubAllGlobals();
  });

  it('a token is renewed after half of its life; one that cannot be read is left to the server', async () => {
    const { isDueForRenewal } = await reloaded();
    const halfway = token({ iat: 1_000, exp: 3_000 });
    expect(isDueForRenewal(halfway, 1_999_000)).toBe(false);
    expect(isDueForRenewal(halfway, 2_001_000)).toBe(true);
    expect(isDueForRenewal('nonsense', 2_001_000)).toBe(false);
    expect(isDueForRenewal(token({ exp: 'soon' }), 2_001_000)).toBe(false);
  });
});
