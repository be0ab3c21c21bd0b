// A call whose token was refused: made again with a better one of the same person, and never as another.
import { expect, it } from 'vitest';
import { createCall } from './call.ts';

const tokenOf = (sub: string, iat: number): string => `h.${btoa(JSON.stringify({ sub, iat, exp: iat + 10 }))}.s`;
const RUTH = tokenOf('ruth', 1);

/** What the server is shown when Ruth's token is refused while another takes its place on this device. */
async function shownAfter(next: string | undefined) {
  const shown: (string | undefined)[] = [];
  let token: string | undefined = RUTH;
  const call = createCall({
    url: '',
    token: () => token,
    fetch: async (_url, { headers }) => {
      shown.push(headers?.['Authorization']);
      token = next;
      const isGood = shown.length > 1;
      const body = isGood ? { ok: true } : { code: 'UNAUTHORIZED', message: 'Sign in again.', temporary: false };
      return new Response(JSON.stringify(body), { status: isGood ? 200 : 401 });
    },
  });
  const answer = await call('POST', '/direct-messages/alan', { message: 'By Ruth' }).catch(
    (error: Error) => error.message,
  );
  return { shown, answer };
}

it('is made again with a newer token of the same person', async () => {
  const newer = tokenOf('ruth', 5);
  expect(await shownAfter(newer)).toEqual({ shown: [`Bearer ${RUTH}`, `Bearer ${newer}`], answer: { ok: true } });
});

it.each([tokenOf('josephine', 5), 'odd', undefined])(
  'is not made as somebody else who has signed in meanwhile: %s',
  async (other) => {
    expect(await shownAfter(other)).toEqual({ shown: [`Bearer ${RUTH}`], answer: 'Sign in again.' });
  },
);
