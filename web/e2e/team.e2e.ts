// Two people in two windows, before a real server: what one does, the other sees.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { type Guest, guest, PHONE, signIn, startBrowser, TEAM } from './people';
import { shoot } from './shots';

let kith: Kith;
let browser: Browser;
let guests: Guest[] = [];
let ruth: Page & { complaints: string[] };
let sarah: Page & { complaints: string[] };

const presence = (page: Page) => page.getByTestId('presence');
const cardOf = (page: Page, words: string) =>
  page.getByRole('region', { name: 'Posts' }).getByRole('article').filter({ hasText: words });
const scrollY = (page: Page): Promise<number> => page.evaluate(() => globalThis.scrollY);
const says = (page: Page, text: string | RegExp, withinMs = 5_000) =>
  page.getByText(text).first().waitFor({ timeout: withinMs });

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  guests = await Promise.all(
    ['margaret', 'alan', 'walter', 'josephine', 'bartholomew'].map((who) => guest(kith.url, who)),
  );
  ruth = await signIn(browser, kith.url, 'ruth');
});

afterAll(async () => {
  for (const one of guests) one.leave();
  await browser?.close();
  await kith?.stop();
});

describe('two windows', () => {
  it('[PR4] who comes is in the other window within a second', async () => {
    expect(await presence(ruth).textContent()).toBe('6 people are active now');
    sarah = await signIn(browser, kith.url, 'sarah');
    await presence(sarah).getByText('You and 6 others are active now').waitFor();
    const since = Date.now();
    await presence(ruth).getByText('Coach Sarah and 6 others are active now').waitFor({ timeout: 1_000 });
    expect(Date.now() - since).toBeLessThan(1_000);
    await ruth.getByRole('heading', { name: 'Here now' }).waitFor();
    await says(ruth, 'Bartholomew Featherstonehaugh-Montgomery');
  });

  it('[WB4] a shared win is told on top, and stays', async () => {
    const [margaret] = guests;
    await margaret?.call('POST', `/teams/${margaret.teamId}/counters/steps`, { delta: 31_600 });
    await ruth.getByTestId('ticker').getByText('Harbour Walkers just reached 100,000 steps together!').waitFor();
    await sarah.getByTestId('ticker').getByText('just now').waitFor();
    await shoot(ruth, 'presence.png');
  });

  it('[CH1] a cheer’s heart is drawn in both', async () => {
    await ruth.getByRole('button', { name: 'Cheer', exact: true }).click();
    await Promise.all([ruth, sarah].map((page) => page.getByTestId('flying-cheer').first().waitFor()));
    await ruth.getByTestId('cheers').getByText('You cheered').waitFor();
    await sarah.getByTestId('cheers').getByText('Ruth Abernathy cheered').waitFor();
  });

  it('[CH5] at most three hearts are in the air, and one sentence tells of all who cheered', async () => {
    await ruth.getByTestId('flying-cheer').first().waitFor({ state: 'detached' });
    for (const [index, one] of guests.entries()) {
      setTimeout(() => one.say({ type: 'SEND_CHEER', icon: 'heart', teamId: one.teamId }), index * 420);
    }
    let most = 0;
    let isShot = false;
    const until = Date.now() + 3_000;
    while (Date.now() < until) {
      most = Math.max(most, await ruth.getByTestId('flying-cheer').count());
      if (most === 3 && !isShot) {
        isShot = true;
        await shoot(ruth, 'cheer.png');
      }
      await ruth.waitForTimeout(60);
    }
    expect(most).toBe(3);
    await ruth.getByTestId('cheers').getByText('You and 5 others cheered').waitFor();
  });

  it('[CH2] all six cheers are in the list, and each flies as what it is', async () => {
    await ruth.getByRole('button', { name: 'More cheers' }).click();
    const list = ruth.getByRole('group', { name: 'More cheers' });
    expect(await list.getByRole('button').allTextContents()).toEqual([
      'Heart',
      'Clapping',
      'On fire',
      'Star',
      'High five',
      'Thumbs up',
    ]);
    await list.getByRole('button', { name: 'High five' }).click();
    await sarah.locator('[data-testid=flying-cheer][data-icon=high_five]').waitFor();
  });

  it('[LK4] a like moves the count in both', async () => {
    const words = 'Could not sleep';
    const mine = cardOf(ruth, words);
    const theirs = cardOf(sarah, words);
    await mine.getByText('You and 2 others like this').waitFor();
    await theirs.getByText('You and 2 others like this').waitFor();
    await mine.getByRole('button', { name: /^Liked / }).click();
    await mine.getByText('2 people like this').waitFor();
    await theirs.getByText('You and 1 other like this').waitFor();
    await mine.getByRole('button', { name: /^Like / }).click();
    await mine.getByText('You and 2 others like this').waitFor();
    await theirs.getByText('You and 2 others like this').waitFor();
    await mine.scrollIntoViewIfNeeded();
    await shoot(ruth, 'like.png');
  });

  it('[NP1] while one reads further down, a new post waits behind the button and nothing moves', async () => {
    await cardOf(ruth, 'First walk since the cold').scrollIntoViewIfNeeded();
    await ruth.waitForTimeout(300);
    const before = await scrollY(ruth);
    const top = await cardOf(ruth, 'First walk since the cold').boundingBox();
    expect(before).toBeGreaterThan(300);
    await sarah
      .getByRole('textbox', { name: 'Write to your team' })
      .fill('Saturday’s walk: meet at the bandstand, half past nine.');
    await sarah.getByRole('button', { name: 'Post', exact: true }).click();
    const pill = ruth.getByRole('button', { name: '1 new post' });
    await pill.waitFor();
    await ruth.waitForTimeout(400);
    expect(await scrollY(ruth)).toBe(before);
    expect((await cardOf(ruth, 'First walk since the cold').boundingBox())?.y).toBe(top?.y);
    expect(await cardOf(ruth, 'Saturday’s walk').count()).toBe(0);
    await shoot(ruth, 'new-posts.png');

    await pill.click();
    const fresh = cardOf(ruth, 'Saturday’s walk');
    await fresh.waitFor();
    await expect.poll(() => fresh.evaluate((card) => card === document.activeElement)).toBe(true);
    await expect.poll(async () => Math.round((await fresh.boundingBox())?.y ?? 0)).toBeLessThan(260);
    expect(await scrollY(ruth)).toBeLessThan(before);
    expect(await pill.count()).toBe(0);
  });

  it('[NP2] one’s own post is there at once and once, and does not count', async () => {
    expect(await sarah.getByTestId('new-posts').count()).toBe(0);
    expect(await cardOf(sarah, 'Saturday’s walk').count()).toBe(1);
    await sarah.reload();
    await cardOf(sarah, 'Saturday’s walk').waitFor();
    expect(await cardOf(sarah, 'Saturday’s walk').count()).toBe(1);
  });

  it('[WB4] a pin’s toast appears in the other window and stays; its twin is on top', async () => {
    await ruth.evaluate(() => globalThis.scrollTo(0, 0));
    await cardOf(sarah, 'Saturday’s walk').getByRole('button', { name: /^Pin / }).click();
    const toast = ruth.getByTestId('pin-toast');
    await toast.getByText(/Coach Sarah just pinned “Saturday’s walk/).waitFor();
    expect(await sarah.getByTestId('pin-toast').count()).toBe(0);
    await sarah.getByTestId('pinned').getByText('Saturday’s walk').waitFor();
    await ruth.waitForTimeout(500);
    await shoot(ruth, 'pin.png');
    await toast.getByRole('link').click();
    await ruth.waitForURL(/\/teams\/[^/]+\/posts\/[^/]+$/);
    const spotlight = ruth.getByTestId('spotlight');
    await spotlight.getByText('Saturday’s walk').waitFor();
    await expect.poll(() => spotlight.evaluate((card) => card === document.activeElement)).toBe(true);
    expect(await toast.count()).toBe(0);
    await ruth.reload();
    await spotlight.getByText('Saturday’s walk').waitFor();
    await ruth.getByRole('link', { name: 'Back to all posts' }).click();
    await ruth.getByTestId('pinned').getByText('Saturday’s walk').waitFor();
    await ruth.getByRole('region', { name: 'Also pinned' }).getByText('Twenty minutes after lunch').waitFor();
  });

  it('[PO4] a coach takes a pin down', async () => {
    await sarah
      .getByTestId('pinned')
      .getByRole('button', { name: /^Unpin/ })
      .click();
    await sarah.getByTestId('pinned').getByText('Twenty minutes after lunch').waitFor();
    expect(await ruth.getByRole('button', { name: /pin/i }).count()).toBe(0);
  });

  it('[RC3] after a lost connection one is back, and told what was missed', async () => {
    await ruth.context().setOffline(true);
    await ruth.evaluate(() => globalThis.dispatchEvent(new Event('offline')));
    await presence(ruth).getByText('Reconnecting…').waitFor();
    await guests[1]?.call('POST', `/teams/${guests[1].teamId}/posts`, { body: 'Missed you at the pier.' });
    await ruth.context().setOffline(false);
    await ruth.evaluate(() => globalThis.dispatchEvent(new Event('online')));
    await presence(ruth).getByText('Coach Sarah and 6 others are active now').waitFor();
    await ruth.getByRole('button', { name: '1 new post' }).click();
    await cardOf(ruth, 'Missed you at the pier.').waitFor();
  });

  it('[SD1] what one writes without a connection says that it waits, and is sent by itself, once', async () => {
    await ruth.context().setOffline(true);
    await ruth.getByRole('textbox', { name: 'Write to your team' }).fill('From the ferry, without a signal.');
    await ruth.getByRole('button', { name: 'Post', exact: true }).click();
    const own = ruth.getByRole('article', { name: 'Your post' });
    await own.getByText('Not sent yet').waitFor();
    await own.getByText('Kith cannot be reached right now.').waitFor();
    await ruth.context().setOffline(false);
    await own.waitFor({ state: 'detached' });
    // One that Sarah was not shown yet waits there too.
    await sarah.getByRole('button', { name: '2 new posts' }).click();
    await cardOf(sarah, 'From the ferry').waitFor();
    expect(await cardOf(ruth, 'From the ferry').count()).toBe(1);
    expect(await cardOf(sarah, 'From the ferry').count()).toBe(1);
  });

  it('[WB5] on a phone it is one column', async () => {
    const phone = await signIn(browser, kith.url, 'ruth', { viewport: PHONE });
    await presence(phone).getByText('Coach Sarah and 6 others are active now').waitFor();
    await phone.waitForTimeout(400);
    await shoot(phone, 'team-phone.png');
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    expect(phone.complaints).toEqual([]);
    await phone.context().close();
  });

  it('[WB6] nothing was complained of, not by the content security policy either', () => {
    expect(
      [...ruth.complaints, ...sarah.complaints].filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED')),
    ).toEqual([]);
  });

  it('[AX1] the name of the team is the page’s heading and title', async () => {
    expect(await ruth.title()).toBe(`${TEAM} · Kith`);
    expect(await ruth.getByRole('heading', { level: 1 }).allTextContents()).toEqual([TEAM]);
  });
});
