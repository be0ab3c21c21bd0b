// For everybody: the keyboard alone, calm motion, large letters, no socket; and what axe finds.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallTargets, violations } from './axe';
import { type Kith, startKith } from './kith';
import { DESK, type Guest, guest, openWindow, PASSWORD, PHONE, signIn, startBrowser } from './people';

let kith: Kith;
let browser: Browser;
let alan: Guest;

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  alan = await guest(kith.url, 'alan');
});

afterAll(async () => {
  alan?.leave();
  await browser?.close();
  await kith?.stop();
});

describe.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('on %s', (_name, viewport) => {
  it('[AX1] axe finds nothing on the sign-in page, nor on the one for who is new', async () => {
    const page = await openWindow(browser, kith.url, { viewport });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Please write your email address.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make an account' }).click();
    expect(await violations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.context().close();
  });

  it('[AX1] axe finds nothing on the team page, with toast, button, list and dialog open', async () => {
    const page = await signIn(browser, kith.url, 'sarah', { viewport });
    expect(await violations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await alan.call('POST', `/teams/${alan.teamId}/posts`, { body: 'The swans are back at the second bridge.' });
    await page.getByRole('button', { name: '1 new post' }).waitFor();
    await page.getByRole('button', { name: 'More cheers' }).click();
    await page.waitForTimeout(400);
    expect(await violations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Invite a friend' }).click();
    await page.getByTestId('invite-code').waitFor();
    await page.waitForTimeout(400);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('[AX1] axe finds nothing on the page about oneself, in large letters', async () => {
    const page = await signIn(browser, kith.url, 'ruth', { viewport });
    await page.getByRole('link', { name: 'You' }).click();
    await page.getByText('150 %').click();
    expect(await violations(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.context().close();
  });
});

describe('without a mouse', () => {
  it('[AX2] one signs in, likes, and opens and closes the list of cheers', async () => {
    const page = await openWindow(browser, kith.url);
    await page.getByLabel('Email address').waitFor();
    const type = (text: string): Promise<void> => page.keyboard.type(text);
    await page.keyboard.press('Tab');
    await type('walter@kith.example');
    await page.keyboard.press('Tab');
    await type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Posts' }).getByRole('article').first().waitFor();

    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let presses = 0; presses < 40 && !name.test(await focused()); presses += 1) await page.keyboard.press('Tab');
      expect(await focused()).toMatch(name);
    };
    await tabTo(/^More cheers$/);
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Heart');
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('More cheers');

    await tabTo(/^Like the post/);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outline);
    expect(outline).toContain('rgb(246, 221, 139)');
    await page.keyboard.press('Space');
    await expect.poll(focused).toMatch(/^Liked the post/);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-pressed'))).toBe('true');
    await page.context().close();
  });
});

describe('calm', () => {
  it('[CH5] for who wants no motion, one heart fades in and out and the dot rests', async () => {
    const page = await signIn(browser, kith.url, 'ruth', { reducedMotion: 'reduce' });
    await page.getByTestId('presence').getByText('2 people are active now').waitFor();
    await page.locator('.sky').waitFor({ state: 'attached' });
    const { say, teamId } = alan;
    for (let count = 0; count < 3; count += 1) say({ type: 'SEND_CHEER', icon: 'heart', teamId });
    const heart = page.getByTestId('flying-cheer');
    await heart.first().waitFor();
    const first = await heart.first().boundingBox();
    await page.waitForTimeout(500);
    expect(await heart.count()).toBe(1);
    expect(await heart.first().boundingBox()).toEqual(first);
    await heart.first().waitFor({ state: 'detached' });
    const animation = await page
      .locator('.dot-pinging')
      .first()
      .evaluate((dot) => getComputedStyle(dot, '::after').animationName);
    expect(animation).toBe('none');
    await page.context().close();
  });

  it('[AX4] the gold ring beats three times and rests', async () => {
    const page = await signIn(browser, kith.url, 'ruth');
    const beats = await page
      .locator('.dot-pinging')
      .first()
      .evaluate((dot) => getComputedStyle(dot, '::after').animationIterationCount);
    expect(beats).toBe('3');
    await page.context().close();
  });
});

describe('without a socket', () => {
  it('[PL1] the page polls, the cheer says why it rests, a like still counts, and the socket is taken again', async () => {
    const page = await openWindow(browser, kith.url);
    let isBlocked = true;
    await page.routeWebSocket('**/ws', (socket) => {
      if (isBlocked) void socket.close({ code: 1013 });
      else socket.connectToServer();
    });
    await page.getByLabel('Email address').fill('ruth@kith.example');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByTestId('presence')
      .getByText(/(person is|people are) active now/)
      .waitFor({ timeout: 10_000 });
    await page.getByText('Cheers rest until Kith is connected again.').waitFor();
    expect(await page.getByRole('button', { name: 'Cheer', exact: true }).getAttribute('aria-disabled')).toBe('true');

    const card = page
      .getByRole('region', { name: 'Posts' })
      .getByRole('article')
      .filter({ hasText: 'Does anybody have a good pair' });
    await card.getByRole('button', { name: /^Like / }).click();
    await card.getByText('You like this').waitFor();
    isBlocked = false;
    await page.getByTestId('presence').getByText('2 people are active now').waitFor({ timeout: 15_000 });
    await page.getByText('Cheer everybody who is here.').waitFor();
    await page.context().close();
  });
});

describe('glass and large letters', () => {
  it('[AX3] text on the glass button is 7:1 or more on the lightest pixel behind it', async () => {
    const page = await signIn(browser, kith.url, 'ruth');
    await page.evaluate(() => {
      document.querySelectorAll<HTMLElement>('article').forEach((card) => (card.style.background = '#fff'));
    });
    await page.getByRole('region', { name: 'Posts' }).getByRole('article').nth(4).scrollIntoViewIfNeeded();
    await alan.call('POST', `/teams/${alan.teamId}/posts`, { body: 'Low tide, long walk.' });
    const pill = page.getByTestId('new-posts');
    await pill.waitFor();
    await page.waitForTimeout(500);
    await pill.evaluate((button) => (button.style.color = 'transparent'));
    await pill.locator('svg').evaluate((icon) => (icon.style.visibility = 'hidden'));
    const box = await pill.boundingBox();
    if (!box) throw new Error('no button');
    const inside = { x: box.x + 20, y: box.y + 6, width: box.width - 40, height: box.height - 12 };
    const picture = await page.screenshot({ clip: inside });
    expect(await lowestContrast(page, picture, [241, 245, 249])).toBeGreaterThan(7);
    await page.context().close();
  });

  it.each([
    [320, '150 %'],
    [390, '150 %'],
    [1440, '150 %'],
    [1180, 'Normal'],
    [320, 'Normal'],
  ])('[WB5] at %i pixels with letters at %s nothing is wider than the window', async (width, size) => {
    const page = await signIn(browser, kith.url, 'bartholomew', { viewport: { width, height: 844 } });
    await page.getByRole('link', { name: 'You' }).click();
    await page.getByText(size, { exact: true }).click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page
      .getByRole('link', { name: /^(Team|Harbour Walkers)/ })
      .first()
      .click();
    await page.getByRole('region', { name: 'Posts' }).getByRole('article').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await smallTargets(page)).toEqual([]);
    await page.context().close();
  });
});

/** The least contrast of a text colour to any pixel of a picture. */
function lowestContrast(page: Page, picture: Buffer, text: [number, number, number]): Promise<number> {
  return page.evaluate(
    async ([source, colour]) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const part = (value: number): number =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
      const light = (r: number, g: number, b: number): number => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
      let lightest = 0;
      for (let at = 0; at < data.length; at += 4)
        lightest = Math.max(lightest, light(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0));
      return (light(...colour) + 0.05) / (lightest + 0.05);
    },
    [`data:image/png;base64,${picture.toString('base64')}`, text] as const,
  );
}
