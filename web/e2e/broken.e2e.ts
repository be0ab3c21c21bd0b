// Scripts that do not come: the part says so in its place, everything else goes on.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { DESK, PHONE, signIn, startBrowser } from './people';
import { shoot } from './shots';
import { way } from './windows';

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

it.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])(
  '[WB9] a page that cannot be loaded says so, one goes elsewhere, and it comes when it can: %s',
  async (name, viewport) => {
    const page = await signIn(browser, kith.url, 'ruth', { viewport, serviceWorkers: 'block' });
    await page.route(/\/assets\/inbox-page/, (route) => route.abort());
    await way(page, /^Inbox/).click();
    await page.getByRole('heading', { level: 1, name: 'Not here just now' }).waitFor();
    await page.getByText(/This part of Kith could not be loaded/).waitFor();
    await shoot(page, `broken-${name.replace(' ', '-')}.png`);
    await way(page, /^You/).click();
    await page.getByRole('heading', { level: 1, name: 'You' }).waitFor();
    await way(page, /^Inbox/).click();
    await page.getByText(/This part of Kith could not be loaded/).waitFor();
    await page.unroute(/\/assets\/inbox-page/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    expect(await page.getByText(/could not be loaded/).count()).toBe(0);
    await page.context().close();
  },
);

it('[WB9] the whole month is missed in its own card alone', async () => {
  const page = await signIn(browser, kith.url, 'ruth', { serviceWorkers: 'block' });
  await page.route(/\/assets\/calendar/, (route) => route.abort());
  await way(page, /^Pacts/).click();
  await page
    .getByRole('main')
    .getByRole('link', { name: /Walk for 20 minutes/ })
    .click();
  await page.getByRole('button', { name: 'The whole month' }).click();
  await page.getByText(/This part of Kith could not be loaded/).waitFor();
  await page.getByRole('heading', { level: 1, name: /Walk for 20 minutes/ }).waitFor();
  await page.unroute(/\/assets\/calendar/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('grid').first().waitFor();
  await page.context().close();
});
