// Every page in every setting, on a phone and at a desk: axe, targets, and nothing over the edge. A new page is one
// line in the table.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowing, settle, smallTargets, violations } from './axe';
import { type Kith, startKith } from './kith';
import { DESK, openWindow, PHONE, signIn, startBrowser } from './people';
import { SETTINGS } from './settings';

/** Of more faults of one page the first tell enough. */
const SHOWN_MAX = 6;

interface Place {
  name: string;
  /** With `TEAM` for the team's id. */
  path: string;
  /** A heading or text that is there when the page is. */
  shows: string | RegExp;
  isForAll?: boolean;
  open?: (page: Page) => Promise<unknown>;
}

const PLACES: readonly Place[] = [
  { name: 'sign in', path: '/', shows: 'Sign in', isForAll: true },
  {
    name: 'an invitation that does not work',
    path: '/join/NOPE',
    shows: 'This invitation does not work',
    isForAll: true,
  },
  { name: 'the team', path: '/', shows: 'Harbour Walkers' },
  { name: 'the team, with the list of cheers', path: '/', shows: 'Harbour Walkers', open: openCheers },
  { name: 'the team, with an invitation', path: '/', shows: 'Harbour Walkers', open: openInvitation },
  { name: 'oneself', path: '/you', shows: 'You' },
  { name: 'no such page', path: '/nowhere', shows: 'Nothing here' },
  { name: 'a team of others', path: '/teams/0198f3a0-0000-7000-8000-00000000000a', shows: 'Nothing here' },
];

let kith: Kith;
let browser: Browser;

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await kith?.stop();
});

async function openCheers(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: 'More cheers' });
  await page.getByText('Cheer everybody who is here.').waitFor();
  await more.click();
  await page.getByRole('group', { name: 'More cheers' }).waitFor();
}

async function openInvitation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Invite a friend' }).click();
  await page.getByTestId('invite-code').waitFor();
}

describe.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('on %s', (_where, viewport) => {
  it.each(SETTINGS)(
    '[AX1] axe finds nothing on any page, and nothing is too small or too wide: $name',
    async (setting) => {
      const options = { viewport, ...setting.options };
      const strangers = await openWindow(browser, kith.url, options);
      const signedIn = await signIn(browser, kith.url, 'sarah', options);
      const found: Record<string, string[]> = {};
      for (const { name, path, shows, isForAll, open } of PLACES) {
        const page = isForAll ? strangers : signedIn;
        await page.goto(`${kith.url}${path}`);
        await page
          .getByRole('heading', { name: shows })
          .or(page.getByRole('button', { name: shows }))
          .first()
          .waitFor();
        await setting.apply?.(page);
        await open?.(page);
        await settle(page);
        const faults = [
          ...(await violations(page, setting.isColoured)),
          ...(await smallTargets(page)),
          ...(await overflowing(page)),
        ];
        if (faults.length > 0) found[name] = faults.slice(0, SHOWN_MAX);
      }
      expect(found).toEqual({});
      await strangers.context().close();
      await signedIn.context().close();
    },
    90_000,
  );
});
