// @vitest-environment node
// Which answers may be read again without a network.
import { describe, expect, it } from 'vitest';
import { API, isKept, readerOf } from './kept-paths';

const ID = '0198f3a0-0000-7000-8000-00000000000a';

describe('what is kept', () => {
  it.each([
    '/me',
    '/teams',
    `/teams/${ID}`,
    `/teams/${ID}/posts`,
    `/teams/${ID}/pins`,
    `/teams/${ID}/counters`,
    `/teams/${ID}/members`,
    `/posts/${ID}`,
    '/pacts',
    `/pacts/${ID}`,
    `/pacts/${ID}/activities`,
    '/habit-goals',
    '/checkins',
    '/connections',
    '/conversations',
    '/forums',
    `/forums/${ID}`,
    `/forums/${ID}/messages`,
    `/direct-messages/${ID}`,
    '/notifications',
    '/ticker',
  ])('[OF2] %s, for it is what a page shows', (path) => {
    expect(isKept(API + path)).toBe(true);
  });

  it.each([
    '/auth/login',
    '/auth/refresh',
    '/invites/399B-S6WQ',
    `/teams/${ID}/presence`,
    `/teams/${ID}/posts/new`,
    `/teams/${ID}/invites`,
    `/checkins/${ID}/proofs/${ID}`,
    '/me/secrets',
    '/teamsters',
  ])('[OF4] not %s', (path) => {
    expect(isKept(API + path)).toBe(false);
  });

  it('[OF4] and nothing that is not of the API', () => {
    expect([isKept('/me'), isKept('/api/v2/me'), isKept('/api/v1')]).toEqual([false, false, false]);
  });
});

describe('whose it is', () => {
  const token = (payload: object): string => `Bearer a.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c`;

  it('[OF4] is read from the token', () => {
    expect(readerOf(token({ sub: 'ruth' }))).toBe('ruth');
  });

  it.each([null, '', 'Bearer', 'Bearer a.b', 'Bearer a.!!.c', token({}), token({ sub: 7 }), token({ sub: '' })])(
    '[OF4] is nobody’s without one: %s',
    (shown) => {
      expect(readerOf(shown)).toBeUndefined();
    },
  );
});
