// Every state of every component in the gallery: axe in all settings, and words as long as in any language.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowing, violations } from './axe';
import { type GalleryServer, show, startGallery, statesOf } from './gallery';
import { openWindow, PHONE, startBrowser } from './people';
import { choose, SETTINGS } from './settings';

const MINUTES = 60_000;
/** Of more faults of one state the first tell enough. */
const SHOWN_MAX = 4;

let gallery: GalleryServer;
let browser: Browser;

beforeAll(async () => {
  gallery = await startGallery();
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await gallery?.stop();
});

describe('the gallery', () => {
  it.each(SETTINGS.filter(({ name }) => name !== 'less motion'))(
    '[AX1] axe finds nothing in any state: $name',
    async (setting) => {
      const page = await openWindow(browser, gallery.url, { viewport: PHONE });
      const states = await statesOf(page);
      await choose(page, setting);
      const found: Record<string, string[]> = {};
      for (const state of states) {
        await show(page, state);
        const faults = await violations(page, !setting.isRecoloured);
        if (faults.length > 0) found[state] = faults.slice(0, SHOWN_MAX);
      }
      expect(states.length).toBeGreaterThan(50);
      expect(found).toEqual({});
      expect(page.complaints).toEqual([]);
      await page.context().close();
    },
    3 * MINUTES,
  );

  it.each([
    [320, ''],
    [320, '?longer'],
    [390, '?longer'],
    [1440, '?longer'],
  ])(
    '[AX6] at %i pixels nothing runs over its place%s',
    async (width, query) => {
      const page = await openWindow(browser, `${gallery.url}${query}`, { viewport: { width, height: 844 } });
      const found: Record<string, string[]> = {};
      for (const state of await statesOf(page)) {
        await show(page, state);
        const faults = await overflowing(page);
        if (faults.length > 0) found[state] = faults.slice(0, SHOWN_MAX);
      }
      expect(found).toEqual({});
      await page.context().close();
    },
    2 * MINUTES,
  );
});
