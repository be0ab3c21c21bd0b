// A long feed: little of it is drawn, and yet order, place, focus and the button of new posts are as in a short one.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shiftsOf, watch } from './figures';
import { type Kith, startKith } from './kith';
import { writeMany } from './long-feed';
import { DESK, type Guest, guest, PHONE, signIn, startBrowser } from './people';

const POSTS = 200;
/** So many are drawn at most, on any window of these tests. */
const DRAWN_MAX = 30;
/** What a page may jump while it loads, as browsers count it (CLS). */
const SHIFTS_MAX = 0.05;

let kith: Kith;
let browser: Browser;
let alan: Guest;
let page: Page & { complaints: string[] };

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  alan = await guest(kith.url, 'alan');
  await writeMany([alan], POSTS);
  page = await signIn(browser, kith.url, 'ruth', { viewport: PHONE });
  await showAll(page);
});

afterAll(async () => {
  alan?.leave();
  await browser?.close();
  await kith?.stop();
});

const feed = (on: Page) => on.getByRole('feed');
const numbers = async (on: Page): Promise<number[]> => {
  const places = await feed(on)
    .getByRole('article')
    .evaluateAll((cards) => cards.map((card) => Number(card.getAttribute('aria-posinset'))));
  return places;
};
const scrollY = (on: Page): Promise<number> => on.evaluate(() => globalThis.scrollY);
/** What lies in the middle of the window, and where its top is. */
const held = (on: Page): Promise<{ id: string; top: number }> =>
  on.evaluate(() => {
    const card = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('[data-index]');
    return { id: card?.querySelector('article')?.id ?? '', top: card?.getBoundingClientRect().top ?? 0 };
  });
/** By steps, as a person does it; each is drawn. */
async function wheel(on: Page, by: number, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    await on.mouse.wheel(0, by);
    await on.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  }
}

async function showAll(on: Page): Promise<void> {
  const earlier = on.getByRole('button', { name: 'Show earlier posts' });
  while ((await earlier.count()) > 0) {
    const before = await feed(on).getByRole('article').first().getAttribute('aria-setsize');
    await earlier.click();
    await on.waitForFunction(() => !document.body.textContent.includes('Loading earlier posts'));
    expect(before).toBe('-1');
  }
}

describe('a feed of 200 posts', () => {
  it('[NP3] is drawn near the window only, and says how long it is', async () => {
    const cards = feed(page).getByRole('article');
    expect(await cards.count()).toBeLessThan(DRAWN_MAX);
    // The posts of the demo are there too.
    expect(Number(await cards.first().getAttribute('aria-setsize'))).toBeGreaterThan(POSTS);
  });

  it('[NP3] all of it can be reached, newest first and without a hole', async () => {
    await page.evaluate(() => scrollTo(0, 0));
    const seen = new Set<number>();
    const bodies = new Map<number, string>();
    const total = Number(await feed(page).getByRole('article').first().getAttribute('aria-setsize'));
    for (let step = 0; step < 400 && seen.size < total; step += 1) {
      const places = await numbers(page);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      for (const place of places) seen.add(place);
      const texts = await feed(page).getByRole('article').locator('p.whitespace-pre-line').allTextContents();
      for (const [index, place] of places.entries()) bodies.set(place, texts[index] ?? '');
      await wheel(page, 600, 1);
    }
    expect(seen.size).toBe(total);
    const written = [...bodies].toSorted(([a], [b]) => a - b).map(([, body]) => Number.parseInt(body, 10));
    expect(written.slice(0, POSTS)).toEqual(Array.from({ length: POSTS }, (_, index) => POSTS - index));
  });

  it('[NP3] what one reads stays when posts above it turn out higher, and when something grows on top', async () => {
    // From the end up: all above is guessed.
    await page.reload();
    await feed(page).getByRole('article').first().waitFor();
    await showAll(page);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await wheel(page, -150, 1);
    for (let step = 0; step < 30; step += 1) {
      const before = await held(page);
      await wheel(page, -150, 1);
      const after = await page.evaluate(
        (id) => document.getElementById(id)?.closest('[data-index]')?.getBoundingClientRect().top,
        before.id,
      );
      expect(Math.abs((after ?? 0) - before.top - 150)).toBeLessThan(2);
    }
    const before = await held(page);
    await page.evaluate(() => {
      const grown = document.querySelector<HTMLElement>('form[aria-label="Write to your team"]');
      if (grown) grown.style.minHeight = '500px';
    });
    await wheel(page, 0, 2);
    expect(await held(page)).toEqual(before);
  });

  it('[NP1] deep in it nothing moves when a post comes, and the button leads to it', async () => {
    const before = { place: await held(page), y: await scrollY(page) };
    await alan.call('POST', `/teams/${alan.teamId}/posts`, { body: 'The newest of all.' });
    const pill = page.getByRole('button', { name: '1 new post' });
    await pill.waitFor();
    expect({ place: await held(page), y: await scrollY(page) }).toEqual(before);
    await pill.click();
    const fresh = feed(page).getByRole('article').filter({ hasText: 'The newest of all.' });
    await fresh.waitFor();
    await expect.poll(() => fresh.evaluate((card) => card === document.activeElement)).toBe(true);
    await expect.poll(async () => Math.round((await fresh.boundingBox())?.y ?? -1)).toBeLessThan(300);
    expect(await fresh.getAttribute('aria-posinset')).toBe('1');
  });

  it('[AX2] the keyboard goes from post to post, and a focus that is scrolled away is still there', async () => {
    const focusedPlace = (): Promise<number> =>
      page.evaluate(() => Number(document.activeElement?.closest('article')?.getAttribute('aria-posinset')));
    await feed(page).getByRole('article').first().focus();
    const visited: number[] = [];
    for (let presses = 0; presses < 45; presses += 1) {
      await page.keyboard.press('Tab');
      visited.push(await focusedPlace());
    }
    expect(visited).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
    await wheel(page, -4_000, 6);
    expect(await scrollY(page)).toBe(0);
    expect(await focusedPlace()).toBe(45);
    await page.keyboard.press('Tab');
    expect(await focusedPlace()).toBe(46);
    expect(page.complaints).toEqual([]);
  });
});

describe.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('while the page of %s loads', (_name, viewport) => {
  it.each(['pins', 'posts', 'counters', 'me'])('[WB7] nothing jumps, also when the %s come late', async (late) => {
    const first = await signIn(browser, kith.url, 'ruth', { viewport, serviceWorkers: 'block' });
    await watch(first.context());
    await first.route(new RegExp(`/${late}(\\?|$)`), async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue();
    });
    await first.reload();
    await feed(first).getByRole('article').first().waitFor();
    await first.getByRole('heading', { name: 'Our steps' }).waitFor();
    await first.getByTestId('presence').getByText('active now').waitFor();
    expect(await shiftsOf(first)).toBeLessThan(SHIFTS_MAX);
    await first.context().close();
  });
});
