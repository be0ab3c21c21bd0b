// What a first visit loads, counted in bytes and not in time.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { type Kith, startKith } from './kith';
import { openWindow, PASSWORD, startBrowser } from './people';

const SCRIPT_MAX_BYTES = 160_000;

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

it('[WB8] from the sign-in to the team’s feed at most 160 kB of script are loaded, and nothing of the gallery', async () => {
  const page = await openWindow(browser, 'about:blank', { serviceWorkers: 'block' });
  const scripts: Promise<{ url: string; text: string }>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    scripts.push(response.text().then((text) => ({ url: response.url(), text })));
  });
  await page.goto(kith.url);
  await page.getByLabel('Email address').fill('ruth@kith.example');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('feed').getByRole('article').first().waitFor();
  await page.locator('.sky').waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  const loaded = await Promise.all(scripts);
  expect(loaded.length).toBeGreaterThan(2);
  expect(loaded.filter(({ text }) => text.includes('galleryAddresses'))).toEqual([]);
  const bytes = loaded.reduce((sum, { text }) => sum + gzipSync(text).length, 0);
  expect(bytes).toBeLessThanOrEqual(SCRIPT_MAX_BYTES);
  await page.context().close();
});
