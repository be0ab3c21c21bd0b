// Every page in every setting, on a phone and at a desk: axe, targets, and nothing over the edge. A new page is one
// line in the table.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowing, settle, smallTargets, violations } from './axe';
import { type DemoIds, demoIds } from './demo-ids';
import { type Kith, startKith } from './kith';
import { DESK, openWindow, PHONE, signIn, startBrowser } from './people';
import { choose, SETTINGS } from './settings';

/** Of more faults of one page the first tell enough. */
const SHOWN_MAX = 6;

interface Place {
  name: string;
  /** With `PACT`, `ALAN` and `TALK` for the ids of Ruth's pact, of her partner, and of the team's conversation. */
  path: string;
  /** A heading or text that is there when the page is. */
  shows: string | RegExp;
  /** Whose window it is: the coach's, if nobody is named. */
  of?: 'nobody' | 'ruth';
  open?: (page: Page) => Promise<unknown>;
}

const HABIT = 'Walk for 20 minutes';

const PLACES: readonly Place[] = [
  { name: 'sign in', path: '/', shows: 'Sign in', of: 'nobody' },
  {
    name: 'an invitation that does not work',
    path: '/join/NOPE',
    shows: 'This invitation does not work',
    of: 'nobody',
  },
  { name: 'the team', path: '/', shows: 'Harbour Walkers' },
  { name: 'the team, with the list of cheers', path: '/', shows: 'Harbour Walkers', open: openCheers },
  { name: 'the team, with an invitation', path: '/', shows: 'Harbour Walkers', open: openInvitation },
  { name: 'pacts', path: '/pacts', shows: 'Pacts', of: 'ruth' },
  { name: 'a pact', path: '/pacts/PACT', shows: HABIT, of: 'ruth' },
  { name: 'a pact, with its month', path: '/pacts/PACT', shows: HABIT, open: openMonth, of: 'ruth' },
  { name: 'a pact, encouraging', path: '/pacts/PACT', shows: HABIT, open: openEncourage, of: 'ruth' },
  { name: 'a new pact', path: '/pacts/new', shows: 'What would you like to keep up?', of: 'ruth' },
  { name: 'messages', path: '/messages', shows: 'Messages', of: 'ruth' },
  { name: 'a conversation with a person', path: '/messages/person/ALAN', shows: 'Alan Kowalski', of: 'ruth' },
  { name: 'a conversation of the team', path: '/messages/forum/TALK', shows: 'Harbour Walkers', of: 'ruth' },
  { name: 'friends', path: '/people', shows: 'Friends', of: 'ruth' },
  { name: 'the inbox', path: '/inbox', shows: 'Inbox', of: 'ruth' },
  { name: 'oneself', path: '/you', shows: 'You' },
  { name: 'no such page', path: '/nowhere', shows: 'Nothing here' },
  { name: 'a team of others', path: '/teams/0198f3a0-0000-7000-8000-00000000000a', shows: 'Nothing here' },
];

let kith: Kith;
let browser: Browser;
let ids: DemoIds;

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  ids = await demoIds(kith.url);
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

async function openMonth(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'The whole month' }).click();
  await page.getByRole('heading', { name: 'The months' }).waitFor();
}

async function openEncourage(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Encourage Alan' }).click();
  await page.getByRole('dialog').waitFor();
}

async function openInvitation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Invite a friend' }).click();
  await page.getByTestId('invite-code').waitFor();
}

describe.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('on %s', (_where, viewport) => {
  let windows: Record<'nobody' | 'ruth' | 'sarah', Page>;

  beforeAll(async () => {
    const [nobody, ruth, sarah] = await Promise.all([
      openWindow(browser, kith.url, { viewport }),
      signIn(browser, kith.url, 'ruth', { viewport }),
      signIn(browser, kith.url, 'sarah', { viewport }),
    ]);
    windows = { nobody, ruth, sarah };
  });
  afterAll(async () => {
    for (const page of Object.values(windows ?? {})) await page.context().close();
  });

  it.each(PLACES)(
    '[AX1] axe finds nothing, and nothing is too small or too wide, in any setting: $name',
    async ({ path, shows, of, open }) => {
      const page = windows[of ?? 'sarah'];
      await page.goto(kith.url + ids.fill(path));
      await page
        .getByRole('heading', { name: shows })
        .or(page.getByRole('button', { name: shows }))
        .first()
        .waitFor();
      await open?.(page);
      const found: Record<string, string[]> = {};
      for (const setting of SETTINGS) {
        await choose(page, setting);
        await settle(page);
        const faults = [
          ...(await violations(page, !setting.isRecoloured)),
          ...(await smallTargets(page)),
          ...(await overflowing(page)),
        ];
        if (faults.length > 0) found[setting.name] = faults.slice(0, SHOWN_MAX);
      }
      expect(found).toEqual({});
    },
  );
});
