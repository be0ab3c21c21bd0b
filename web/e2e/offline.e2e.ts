// Installed, without a network, with another person at the same device, and when a newer build is there.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { type NewBuild, offerNewBuild } from './new-build';
import { type Guest, guest, openWindow, PASSWORD, PHONE, signIn, startBrowser } from './people';

const ICON_MAX_BYTES = 20_000;
const OFFLINE = 'You are offline. What you see may be old; what you write is sent when you are back.';

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

const card = (page: Page, words: string) =>
  page.getByRole('region', { name: 'Posts' }).getByRole('article').filter({ hasText: words });
const strip = (page: Page) => page.getByTestId('strip');

/** The addresses of all answers that are kept, by the drawer that they are in. */
const kept = (page: Page): Promise<Record<string, string[]>> =>
  page.evaluate(async () => {
    const drawers = (await caches.keys()).filter((name) => name.startsWith('kith-answers-'));
    const pairs = drawers.map(async (name) => {
      const requests = await (await caches.open(name)).keys();
      return [name, requests.map(({ url }) => new URL(url).pathname)] as const;
    });
    return Object.fromEntries(await Promise.all(pairs));
  });

const allKept = async (page: Page): Promise<string[]> => Object.values(await kept(page)).flat();

/** Until the worker is in charge and has what the page shows. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  for (const part of [/\/me$/, /\/posts$/, /\/pins$/, /\/conversations$/]) {
    await expect.poll(() => allKept(page), { timeout: 5_000 }).toContainEqual(expect.stringMatching(part));
  }
}

async function lose(context: BrowserContext, page: Page): Promise<void> {
  await context.setOffline(true);
  await strip(page).getByText(OFFLINE).waitFor();
}

describe('installed', () => {
  it('[OF1] the browser finds nothing that keeps it from being installed, and the icons are light', async () => {
    const page = await signIn(browser, kith.url, 'ruth', { viewport: PHONE });
    await settled(page);
    const devtools = await page.context().newCDPSession(page);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // A window of a test is a private one, which is no fault of the page.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    const sizes = await page.evaluate(async () => {
      const { icons } = (await (await fetch('/manifest.webmanifest')).json()) as { icons: { src: string }[] };
      const files = [...icons.map(({ src }) => src), '/apple-touch-icon.png'];
      return Promise.all(files.map(async (file) => (await (await fetch(file)).blob()).size));
    });
    expect(Math.max(...sizes)).toBeLessThan(ICON_MAX_BYTES);
    const worker = await page.evaluate(async () => (await fetch('/sw.js')).headers.get('Cache-Control'));
    expect(worker).toBe('no-cache');
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });
});

describe('without a network', () => {
  it('[OF2] the last feed opens again, and a line says that it may be old', async () => {
    const page = await signIn(browser, kith.url, 'ruth', { viewport: PHONE });
    await settled(page);
    await page.context().setOffline(true);
    await page.reload();
    await card(page, 'Could not sleep').waitFor();
    await strip(page).getByText(OFFLINE).waitFor();
    await page.getByRole('link', { name: 'You' }).click();
    await page.getByText('ruth@kith.example').waitFor();
    await page.getByRole('link', { name: /^Messages/ }).click();
    await page.getByText('I will bring the flask.').waitFor();
    await page.context().close();
  });

  it('[OF3] what is written is sent once when one is back, and what others wrote waits behind the button', async () => {
    const page = await signIn(browser, kith.url, 'ruth');
    await settled(page);
    const { teamId } = alan;
    const context = page.context();
    await lose(context, page);
    for (const words of ['Rain on the pier.', 'And a rainbow.']) {
      await page.getByRole('textbox', { name: 'Write to your team' }).fill(words);
      await page.getByRole('button', { name: 'Post', exact: true }).click();
      await card(page, words).getByText('Not sent yet', { exact: true }).waitFor();
    }
    await page.reload();
    await card(page, 'And a rainbow.').getByText('Not sent yet', { exact: true }).waitFor();
    await alan.call('POST', `/teams/${teamId}/posts`, { body: 'Where is everybody?' });

    await context.setOffline(false);
    await page.getByRole('button', { name: '1 new post' }).waitFor({ timeout: 20_000 });
    await strip(page).waitFor({ state: 'detached' });
    const written = async (): Promise<string[]> => {
      const { posts } = (await alan.call('GET', `/teams/${teamId}/posts`)) as { posts: { body: string }[] };
      return posts.map(({ body }) => body);
    };
    await expect.poll(written, { timeout: 20_000 }).toContain('And a rainbow.');
    await expect.poll(() => page.getByText(/^(Not sent yet|Sending…)$/).count()).toBe(0);
    expect(await card(page, 'Rain on the pier.').count()).toBe(1);
    expect(await card(page, 'Where is everybody?').count()).toBe(0);
    const bodies = await written();
    expect(bodies.filter((body) => body === 'And a rainbow.')).toHaveLength(1);
    expect(bodies.indexOf('And a rainbow.')).toBeLessThan(bodies.indexOf('Rain on the pier.'));
    await context.close();
  });

  it('[OF2] a server that is gone is as good as no network', async () => {
    const own = await startKith();
    const page = await signIn(browser, own.url, 'walter');
    await settled(page);
    await own.stop();
    await page.goto(`${own.url}/`);
    await card(page, 'Could not sleep').waitFor();
    await strip(page).getByText(OFFLINE).waitFor();
    await page.context().close();
  });
});

describe('what is kept', () => {
  it('[OF4] are answers to what was read: no sign-ins, no invitations, nothing that is true for a moment', async () => {
    const page = await signIn(browser, kith.url, 'sarah');
    await settled(page);
    await page.getByRole('button', { name: 'Invite a friend' }).click();
    await page.getByTestId('invite-code').waitFor();
    await page.evaluate(async (url) => {
      const { idToken } = JSON.parse(localStorage.getItem('kith.session') ?? '') as { idToken: string };
      const headers = { Authorization: `Bearer ${idToken}` };
      // A refusal, a moment, and the same without a token.
      await fetch(`${url}/api/v1/teams/0198f3a0-0000-7000-8000-00000000000a/posts`, { headers });
      await fetch(`${url}/api/v1/posts/odd`, { headers });
      await fetch(`${url}/api/v1/ticker`);
    }, kith.url);
    const paths = await allKept(page);
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => /\/(auth|invites|presence|new)(\/|$)/.test(path))).toEqual([]);
    expect(paths.filter((path) => path.includes('00000000000a'))).toEqual([]);
    await page.context().close();
  });

  it('[OF4] is never shown to another person at the same device, and is gone after signing out', async () => {
    const page = await signIn(browser, kith.url, 'ruth');
    await settled(page);
    const login = { email: 'walter@kith.example', password: PASSWORD };
    const walter = (await alan.call('POST', '/auth/login', login)) as { idToken: string };
    const read = (token: string): Promise<string> =>
      page.evaluate(async (bearer) => {
        const headers = { Authorization: `Bearer ${bearer}` };
        const answer = await fetch('/api/v1/me', { headers }).catch(() => undefined);
        return answer ? ((await answer.json()) as { user: { email: string } }).user.email : 'nothing';
      }, token);
    const ruth = await page.evaluate(() => JSON.parse(localStorage.getItem('kith.session') ?? '').idToken as string);

    const context = page.context();
    // A page of the same origin on which nobody reads by themselves.
    await page.goto(`${kith.url}/licenses.txt`);
    await context.setOffline(true);
    expect(await read(ruth)).toBe('ruth@kith.example');
    expect(await read(walter.idToken)).toBe('nothing');
    await context.setOffline(false);
    // Who reads next has the device for themselves.
    expect(await read(walter.idToken)).toBe('walter@kith.example');
    await expect.poll(async () => Object.keys(await kept(page)).length).toBe(1);
    await context.setOffline(true);
    expect(await read(ruth)).toBe('nothing');
    await context.setOffline(false);

    await page.goto(`${kith.url}/you`);
    await expect.poll(() => allKept(page)).toContainEqual(expect.stringMatching(/\/me$/));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await expect.poll(() => kept(page)).toEqual({});
    await context.setOffline(true);
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await context.close();
  });
});

describe('a newer build', () => {
  let front: NewBuild;
  const script = (page: Page): Promise<string | null> =>
    page.evaluate(() => document.querySelector('script[type="module"]')?.getAttribute('src') ?? null);

  beforeAll(async () => {
    front = await offerNewBuild(kith.url);
  });
  afterAll(() => front?.stop());

  it('[OF5] says that it is ready, waits until it is asked, and then opens', async () => {
    const page = await signIn(browser, front.url, 'margaret');
    await settled(page);
    const before = await script(page);
    await page.getByRole('textbox', { name: 'Write to your team' }).fill('Half a sentence');
    front.deploy();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await strip(page).getByText('A newer Kith is ready.').waitFor();
    expect(await script(page)).toBe(before);
    expect(await page.getByRole('textbox', { name: 'Write to your team' }).inputValue()).toBe('Half a sentence');

    await strip(page).getByRole('button', { name: 'Open it' }).click();
    await expect.poll(() => script(page)).not.toBe(before);
    await card(page, 'Could not sleep').waitFor();
    expect(await page.getByRole('textbox', { name: 'Write to your team' }).inputValue()).toBe('Half a sentence');
    expect(await strip(page).count()).toBe(0);
    await page.context().close();
  });

  it('[OF5] after a reload the page is of the newer build, and nothing more is said', async () => {
    front.withdraw();
    const page = await signIn(browser, front.url, 'josephine');
    await settled(page);
    front.deploy();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await strip(page).getByText('A newer Kith is ready.').waitFor();
    await page.reload();
    await card(page, 'Could not sleep').waitFor();
    await expect.poll(() => strip(page).count()).toBe(0);
    await page.context().setOffline(true);
    await page.reload();
    await card(page, 'Could not sleep').waitFor();
    await page.context().close();
  });
});

it('[OF2] without a worker, as in a private window, everything else is as ever', async () => {
  const page = await openWindow(browser, kith.url, { serviceWorkers: 'block' });
  await page.getByLabel('Email address').fill('ruth@kith.example');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await card(page, 'Could not sleep').waitFor();
  await lose(page.context(), page);
  await page.context().close();
});
