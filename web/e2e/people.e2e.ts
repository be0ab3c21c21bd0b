// Friends, messages and the inbox in two windows, before a real server: what one does, the other sees.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { type Guest, guest, PHONE, signIn, startBrowser, TEAM } from './people';
import { shoot } from './shots';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SMALLEST_TARGET_PX = 48;

type Window = Page & { complaints: string[] };

let kith: Kith;
let browser: Browser;
let ruth: Window;
let margaret: Window;
let alan: Guest;

const way = (page: Page, name: RegExp) =>
  page.getByRole('navigation', { name: 'Main' }).filter({ visible: true }).getByRole('link', { name });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
const pressed = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  alan = await guest(kith.url, 'alan');
  [ruth, margaret] = await Promise.all([
    signIn(browser, kith.url, 'ruth', { viewport: PHONE }),
    signIn(browser, kith.url, 'margaret'),
  ]);
});

afterAll(async () => {
  alan?.leave();
  await browser?.close();
  await kith?.stop();
});

async function isSound(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const rules = { 'color-contrast-enhanced': { enabled: true } };
    const { violations } = await axe.run(document, { runOnly: { type: 'tag' as const, values: tags }, rules });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
  }, TAGS);
  expect(found).toEqual([]);
  const small = await page.evaluate((least) => {
    const pressable = [...document.querySelectorAll<HTMLElement>('a[href], button, input, textarea')];
    return pressable
      .filter((element) => element.checkVisibility({ opacityProperty: true }) && !element.closest('.sr-only'))
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width < least - 0.5 || height < least - 0.5;
      })
      .map((element) => element.outerHTML.slice(0, 160));
  }, SMALLEST_TARGET_PX);
  expect(small).toEqual([]);
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > globalThis.innerWidth);
  expect(isWider).toBe(false);
}

describe('friends', () => {
  it('[UC1] one asks, the other is told in the inbox, accepts, and both see that they are here', async () => {
    await way(ruth, /^Messages/).click();
    await ruth.getByRole('link', { name: /^Friends/ }).click();
    await pressed(ruth, 'Ask to be friends with Margaret Oduya');
    await heading(ruth, 'Waiting for an answer');
    await way(margaret, /^Inbox 1 unread/).click();
    await margaret.getByRole('link', { name: /Ruth Abernathy wants to be your friend/ }).click();
    await heading(margaret, 'Somebody wants to be your friend');
    await isSound(margaret);
    await pressed(margaret, 'Accept Ruth Abernathy');
    // Alan, with whom she keeps a pact, is Ruth's friend from the start.
    await ruth.getByText(/^[12] of 2 here now/).waitFor();
    await margaret.getByText('1 of 1 here now').waitFor();
    await way(ruth, /^Inbox 2 unread/).waitFor();
    await way(margaret, /^Inbox$/).waitFor();
    await isSound(ruth);
  });
});

describe('messages', () => {
  it('[CV1] what one writes stands in the other’s window, and is marked until it is read', async () => {
    await way(ruth, /^Messages/).click();
    await pressed(ruth, 'Write to a friend');
    await ruth
      .getByRole('dialog')
      .getByRole('link', { name: /Margaret Oduya/ })
      .click();
    await ruth.getByRole('textbox', { name: 'Write to Margaret Oduya' }).fill('Shall we walk after lunch?');
    await pressed(ruth, 'Send');
    await ruth.locator('.bubble-mine').getByText('Shall we walk after lunch?').waitFor();
    await way(margaret, /^Messages 1 unread/).click();
    await margaret.getByRole('link', { name: /Ruth Abernathy New/ }).click();
    await margaret.locator('.bubble').getByText('Shall we walk after lunch?').waitFor();
    await way(margaret, /^Messages$/).waitFor();
    await isSound(margaret);
    await isSound(ruth);
    await shoot(ruth, 'message.png');
  });

  it('[CV2] who reads further up is not moved; a button leads to what is new', async () => {
    const [ruthId, margaretId] = await Promise.all([ruth, margaret].map(idOf));
    for (let index = 1; index <= 45; index += 1) await sayTo(ruth, String(margaretId), `Step ${index}`);
    await margaret.locator('.bubble').getByText('Step 45', { exact: true }).waitFor();
    expect(await distanceToEnd(margaret)).toBeLessThan(2);
    await margaret.reload();
    await margaret.locator('.bubble').getByText('Step 45', { exact: true }).waitFor();
    await margaret.evaluate(() => globalThis.scrollTo(0, 0));
    const first = margaret.locator('.bubble').first();
    const words = await first.textContent();
    const before =
      (
        await margaret
          .locator('.bubble', { hasText: words ?? '' })
          .first()
          .boundingBox()
      )?.y ?? 0;
    await pressed(margaret, 'Show earlier messages');
    await margaret.getByText('This is where it began.').waitFor();
    const held = margaret.locator('.bubble').getByText(words ?? '', { exact: true });
    expect(Math.abs(((await held.boundingBox())?.y ?? 0) - before)).toBeLessThan(4);

    const scrolled = await margaret.evaluate(() => globalThis.scrollY);
    for (const text of ['One more', 'And another']) await sayTo(ruth, String(margaretId), text);
    await margaret.getByTestId('new-lines').getByText('2 new').waitFor();
    expect(await margaret.evaluate(() => globalThis.scrollY)).toBe(scrolled);
    await isSound(margaret);
    await margaret.getByTestId('new-lines').click();
    await margaret.getByTestId('new-lines').waitFor({ state: 'detached' });
    expect(await distanceToEnd(margaret)).toBeLessThan(2);
    expect(ruthId).not.toBe(margaretId);
  });

  it('[CV3] without a network a message stays and says so, and arrives once when there is one again', async () => {
    await ruth.context().setOffline(true);
    await ruth.getByRole('textbox', { name: 'Write to Margaret Oduya' }).fill('From the tunnel');
    await pressed(ruth, 'Send');
    await ruth.getByText('Not sent yet').waitFor();
    await isSound(ruth);
    await ruth.context().setOffline(false);
    await margaret.locator('.bubble').getByText('From the tunnel').waitFor();
    expect(await margaret.locator('.bubble').getByText('From the tunnel').count()).toBe(1);
    ruth.complaints.length = 0;
  });

  it('[FO4] a team has its conversation, heard while another page is shown', async () => {
    await way(margaret, /^Team/).click();
    await alan.call('POST', `/forums/${alan.teamId}/messages`, { message: 'Who has a spare umbrella?' });
    await way(margaret, /^Messages 1 unread/).click();
    await margaret.getByRole('link', { name: new RegExp(`${TEAM} New`) }).click();
    await margaret.locator('.bubble').getByText('Who has a spare umbrella?').waitFor();
    await isSound(margaret);
  });
});

describe('two devices of one person', () => {
  it('[CV4, CL3] what is read in one window is read in the other when it is looked at again', async () => {
    const second = await signIn(browser, kith.url, 'ruth');
    await way(second, /^Messages 1 unread/).click();
    await second.getByRole('link', { name: new RegExp(`${TEAM} New`) }).waitFor();
    await isSound(second);
    await way(ruth, /^Messages 1 unread/).click();
    await ruth.getByRole('link', { name: new RegExp(`${TEAM} New`) }).click();
    await ruth.getByText('New since you were last here').waitFor();
    await way(ruth, /^Messages$/).waitFor();
    await second.reload();
    await second.getByRole('link', { name: new RegExp(TEAM) }).waitFor();
    await way(second, /^Messages$/).waitFor();
    expect(await second.getByRole('link', { name: new RegExp(`${TEAM} New`) }).count()).toBe(0);
    expect(second.complaints).toEqual([]);
    await second.context().close();
  });

  it('[CV4] what came while nobody was looking is unread wherever one signs in', async () => {
    await way(margaret, /^Team/).click();
    const margaretId = await idOf(margaret);
    await sayTo(ruth, margaretId, 'Bring the flask');
    await way(margaret, /^Messages 1 unread/).waitFor();
    const second = await signIn(browser, kith.url, 'margaret', { viewport: PHONE });
    await way(second, /^Messages 1 unread/).click();
    await second.getByRole('link', { name: /Ruth Abernathy New/ }).click();
    await second.getByText('New since you were last here').waitFor();
    await way(second, /^Messages$/).waitFor();
    await margaret.reload();
    await way(margaret, /^Messages/).click();
    await margaret.getByRole('link', { name: /Ruth Abernathy Bring the flask/ }).waitFor();
    await way(margaret, /^Messages$/).waitFor();
    await second.context().close();
  });
});

describe('the inbox and the settings', () => {
  it('[IB2] news is marked as read, on both devices', async () => {
    const second = await signIn(browser, kith.url, 'ruth');
    await way(second, /^Inbox 2 unread/).click();
    await way(ruth, /^Inbox 2 unread/).click();
    await isSound(ruth);
    await pressed(ruth, 'Mark all as read');
    await heading(ruth, 'Nothing new');
    await heading(second, 'Nothing new');
    await second.context().close();
  });

  it('[AX5] contrast and motion are chosen and kept', async () => {
    await way(ruth, /^You/).click();
    await ruth.getByText('High', { exact: true }).click();
    await ruth.getByRole('switch', { name: 'Less motion' }).click();
    await isSound(ruth);
    await ruth.reload();
    await ruth.getByRole('switch', { name: 'Less motion', checked: true }).waitFor();
    const look = await ruth.evaluate(() => ({ ...document.documentElement.dataset }));
    expect(look).toMatchObject({ contrast: 'high', motion: 'calm' });
    await isSound(ruth);
  });

  it('[WB6] the consoles stayed silent', () => {
    expect([ruth.complaints, margaret.complaints]).toEqual([[], []]);
  });
});

/** Says something as whoever has signed in to a window. */
async function sayTo(page: Page, to: string, message: string): Promise<void> {
  const status = await page.evaluate(
    async ([path, body]) => {
      const { idToken } = JSON.parse(localStorage.getItem('kith.session') ?? '{}') as { idToken: string };
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${idToken}` };
      return (await fetch(String(path), { method: 'POST', headers, body: String(body) })).status;
    },
    [`/api/v1/direct-messages/${to}`, JSON.stringify({ message })],
  );
  expect(status).toBe(201);
}

function idOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { user } = JSON.parse(localStorage.getItem('kith.session') ?? '{}') as { user: { id: string } };
    return user.id;
  });
}

function distanceToEnd(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollHeight - globalThis.scrollY - globalThis.innerHeight);
}
