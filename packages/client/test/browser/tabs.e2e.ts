// The outbox in a real browser: IndexedDB, Web Locks, two tabs, reloads, and a network that goes away.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.mjs';
import type * as Entry from './page.ts';
import { makeTeam, openHouse, type Person } from '../house.ts';

declare const Kith: typeof Entry;

const house = openHouse();
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];

let browser: Browser;
let context: BrowserContext;
let script: string;
let ruth: Person;
let team: string;

/** A tab of Ruth's with the client in it, her outbox not started. */
async function tab(): Promise<Page> {
  const page = await context.newPage();
  await load(page);
  return page;
}

/** Any page of the server's own address will do: the client is put into it. */
async function load(page: Page): Promise<void> {
  await page.goto(`${house.url}/healthz`);
  await page.evaluate(script);
  await page.evaluate(({ id, token }) => Kith.open(id, token), { id: ruth.id, token: ruth.token });
}

const post = (page: Page, body: string): Promise<string> =>
  page.evaluate(({ teamId, text }) => Kith.box().do({ kind: 'post', teamId, body: text }), {
    teamId: team,
    text: body,
  });
const start = (page: Page): Promise<void> => page.evaluate(() => Kith.box().start());
const settled = (page: Page): Promise<void> => page.evaluate(() => Kith.box().settled());
const waiting = (page: Page): Promise<number> => page.evaluate(() => Kith.box().get().length);
const sent = (page: Page): Promise<readonly string[]> => page.evaluate(() => Kith.sent());
const isEmpty = (page: Page): Promise<unknown> => page.waitForFunction(() => Kith.box().get().length === 0);

async function bodies(): Promise<string[]> {
  const { posts } = (await ruth.call('GET', `/teams/${team}/posts`)) as { posts: { body: string }[] };
  return posts.map(({ body }) => body).reverse();
}

beforeAll(async () => {
  const named = process.env['CHROMIUM_BIN'];
  const executablePath = named ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((file) => existsSync(file));
  browser = await chromium.launch({ ...(executablePath !== undefined && { executablePath }), args: ARGUMENTS });
  script = await bundle('../test/browser/page.ts');
});

beforeEach(async () => {
  const sarah = await house.person('Sarah');
  ruth = await house.person('Ruth');
  team = await makeTeam(sarah, ruth);
  context = await browser.newContext();
});

afterEach(() => context.close());
afterAll(() => browser?.close());

it('[SD1] what was done without a network survives a reload and the closing of the tab, and is sent once', async () => {
  const page = await tab();
  await context.setOffline(true);
  await start(page);
  await post(page, 'One');
  await post(page, 'Two');
  await settled(page);
  expect(await waiting(page)).toBe(2);
  await page.close();
  await context.setOffline(false);
  const later = await tab();
  await start(later);
  await isEmpty(later);
  expect(await sent(later)).toEqual(['One', 'Two']);
  expect(await bodies()).toEqual(['One', 'Two']);
});

it('[SD1] a network that comes back is noticed', async () => {
  const page = await tab();
  await start(page);
  await context.setOffline(true);
  await post(page, 'One');
  await settled(page);
  expect(await waiting(page)).toBe(1);
  await context.setOffline(false);
  await isEmpty(page);
  expect(await bodies()).toEqual(['One']);
});

it('[SD3] two tabs that start together send each once, in order', async () => {
  const tabs = [await tab(), await tab()] as const;
  const all = Array.from({ length: 12 }, (_, nth) => `Post ${nth}`);
  for (const [nth, body] of all.entries()) await post(tabs[nth % 2 === 0 ? 0 : 1], body);
  let requests = 0;
  context.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/posts')) requests += 1;
  });
  await Promise.all(tabs.map(start));
  await Promise.all(tabs.map(isEmpty));
  expect(await bodies()).toEqual(all);
  expect(requests).toBe(all.length);
  expect([...(await sent(tabs[0])), ...(await sent(tabs[1]))]).toHaveLength(all.length);
});

it('[SD1] [SD3] what one tab is sending is not given back by another; what waits is', async () => {
  const tabs = [await tab(), await tab()] as const;
  const takeBack = (page: Page, id: string): Promise<unknown> =>
    page.evaluate((clientId) => Kith.box().takeBack(clientId), id);
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await tabs[0].route('**/posts', async (route) => {
    await held;
    await route.continue();
  });
  const second = await post(tabs[1], 'Waits');
  expect(await takeBack(tabs[1], second)).toMatchObject({ body: 'Waits' });
  const first = await post(tabs[0], 'Under way');
  const asked = tabs[0].waitForRequest('**/posts');
  await start(tabs[0]);
  await asked;
  await tabs[1].evaluate(() => Kith.box().refresh());
  expect(await waiting(tabs[1])).toBe(1);
  expect(await takeBack(tabs[1], first)).toBeUndefined();
  expect(await takeBack(tabs[0], first)).toBeUndefined();
  letGo();
  await isEmpty(tabs[0]);
  expect(await bodies()).toEqual(['Under way']);
});

it('[SD3] a tab that is closed while it sends leaves the rest to the other', async () => {
  const tabs = [await tab(), await tab()] as const;
  for (let nth = 0; nth < 20; nth += 1) await post(tabs[0], `Post ${nth}`);
  await start(tabs[0]);
  await start(tabs[1]);
  await tabs[0].close();
  await isEmpty(tabs[1]);
  expect(await bodies()).toEqual(Array.from({ length: 20 }, (_, nth) => `Post ${nth}`));
});

it('[SD1] signing out forgets what waits', async () => {
  const page = await tab();
  await post(page, 'One');
  await page.evaluate((id) => Kith.forget(id), ruth.id);
  await load(page);
  await start(page);
  expect(await waiting(page)).toBe(0);
});
