// Who is signed in on this device.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignedIn } from '@kith/client';

const KEY = 'kith.session';
const RUTH = { idToken: 'a.b.c', user: { id: 'ruth', userName: 'Ruth' } } as SignedIn;

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

  it('a token is renewed after half of its life; one that cannot be read is left to the server', async () => {
    const { isDueForRenewal } = await reloaded();
    const halfway = token({ iat: 1_000, exp: 3_000 });
    expect(isDueForRenewal(halfway, 1_999_000)).toBe(false);
    expect(isDueForRenewal(halfway, 2_001_000)).toBe(true);
    expect(isDueForRenewal('nonsense', 2_001_000)).toBe(false);
    expect(isDueForRenewal(token({ exp: 'soon' }), 2_001_000)).toBe(false);
  });
});
