// Pictures of the pages at three widths, for the papers: `KITH_SHOTS=FOLDER npm run shots`.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { type Guest, guest, openWindow, signIn, startBrowser } from './people';
import { type DemoIds, demoIds } from './demo-ids';
import { shoot } from './shots';

const WIDTHS = [
  [390, 844],
  [820, 1_180],
  [1_440, 900],
] as const;

/** A new page is one line; `PACT`, `ALAN` and `TALK` stand for ids. */
const PAGES = [
  { name: 'team', path: '/', shows: 'Harbour Walkers' },
  { name: 'pacts', path: '/pacts', shows: 'Pacts' },
  { name: 'pact', path: '/pacts/PACT', shows: 'Walk for 20 minutes' },
  { name: 'wizard', path: '/pacts/new', shows: 'What would you like to keep up?' },
  { name: 'messages', path: '/messages', shows: 'Messages' },
  { name: 'talk', path: '/messages/person/ALAN', shows: 'Alan Kowalski' },
  { name: 'friends', path: '/people', shows: 'Friends' },
  { name: 'inbox', path: '/inbox', shows: 'Inbox' },
  { name: 'you', path: '/you', shows: 'You' },
];

let kith: Kith;
let browser: Browser;
let guests: Guest[] = [];
let ids: DemoIds;

beforeAll(async () => {
  if (!process.env['KITH_SHOTS']) throw new Error('KITH_SHOTS names the folder of the pictures');
  kith = await startKith();
  browser = await startBrowser();
  ids = await demoIds(kith.url);
  guests = await Promise.all(['sarah', 'alan', 'walter', 'josephine'].map((who) => guest(kith.url, who)));
});

afterAll(async () => {
  for (const one of guests) one.leave();
  await browser?.close();
  await kith?.stop();
});

describe.each(WIDTHS)('at %i by %i pixels', (width, height) => {
  it('pictures are taken', async () => {
    const viewport = { width, height };
    const stranger = await openWindow(browser, kith.url, { viewport });
    await stranger.getByRole('button', { name: 'Sign in' }).waitFor();
    await shoot(stranger, `sign-in-${width}.png`);
    await stranger.context().close();

    const page = await signIn(browser, kith.url, 'ruth', { viewport });
    for (const { name, path, shows } of PAGES) {
      await page.goto(kith.url + ids.fill(path));
      await page.getByRole('heading', { level: 1, name: shows }).waitFor();
      if (name === 'team') await page.getByTestId('presence').getByText('active now').waitFor();
      await shoot(page, `${name}-${width}.png`);
    }
    await page.context().close();
  });
});
