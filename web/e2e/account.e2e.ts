// Coming, staying and going: an invitation, a first team, a reload, signing out, and a sign-in that ends.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { openWindow, PHONE, signIn, startBrowser, TEAM } from './people';

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

describe('an account', () => {
  it('[WB1] who has an invitation makes an account and is in the team', async () => {
    const sarah = await signIn(browser, kith.url, 'sarah');
    await sarah.getByRole('button', { name: 'Invite a friend' }).click();
    const link = (await sarah.getByTestId('invite-link').textContent()) ?? '';
    const code = (await sarah.getByTestId('invite-code').textContent()) ?? '';
    expect(link).toBe(`${kith.url}/join/${code}`);

    const page = await openWindow(browser, link, { viewport: PHONE });
    await page.getByRole('heading', { name: TEAM }).waitFor();
    await page.getByRole('button', { name: 'I am new' }).click();
    await page.getByLabel('Your name').fill('Edith Ferreira');
    await page.getByLabel('Email address').fill('edith@kith.example');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Make my account' }).click();
    await page.getByText('Please use at least 8 letters or digits.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('two ducks and a swan');
    await page.getByRole('button', { name: 'Make my account' }).click();
    await page.waitForURL(/\/teams\//);
    await page.getByTestId('presence').getByText('You and Coach Sarah are active now').waitFor();
    await page.context().close();

    // Who has an account signs in on the same page, and twice is the same as once.
    const again = await openWindow(browser, link);
    await again.getByRole('button', { name: 'I have an account' }).click();
    await again.getByLabel('Email address').fill('edith@kith.example');
    await again.getByLabel('Password', { exact: true }).fill('two ducks and a swan');
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await again.getByTestId('presence').waitFor();
    await again.context().close();
    await sarah.context().close();
  });

  it('[WB1] an invitation that does not work says so', async () => {
    const page = await openWindow(browser, `${kith.url}/join/NOPE-NOPE`);
    await page.getByRole('heading', { name: 'This invitation does not work' }).waitFor();
    await page.getByText(/Ask whoever gave it to you/).waitFor();
    await page.context().close();
  });

  it('[WB1] who has no team yet starts one, and is its coach', async () => {
    const page = await openWindow(browser, kith.url);
    await page.getByRole('button', { name: 'Make an account' }).click();
    await page.getByLabel('Your name').fill('Dave');
    await page.getByLabel('Email address').fill('dave@kith.example');
    await page.getByLabel('Password', { exact: true }).fill('two ducks and a swan');
    await page.getByRole('button', { name: 'Make my account' }).click();
    await page.getByRole('heading', { name: 'Welcome, Dave' }).waitFor();
    await page.getByLabel('The team’s name').fill('Early Birds');
    await page.getByRole('button', { name: 'Start the team' }).click();
    await page.getByRole('heading', { level: 1, name: 'Early Birds' }).waitFor();
    await page.getByTestId('presence').getByText('You are the first one here').waitFor();
    await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    await page.getByRole('textbox', { name: 'Write to your team' }).fill('Good morning, Early Birds!');
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByRole('article').getByText('Good morning, Early Birds!').waitFor();
    await page.context().close();
  });

  it('[WB2] a wrong password is told in a sentence, and the name is kept', async () => {
    const page = await openWindow(browser, kith.url);
    await page.getByLabel('Email address').fill('ruth@kith.example');
    await page.getByLabel('Password', { exact: true }).fill('not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/password|address/i);
    expect(await page.getByLabel('Email address').inputValue()).toBe('ruth@kith.example');
    await page.context().close();
  });

  it('[WB3] a reload changes nothing; signing out ends it in every tab', async () => {
    const page = await signIn(browser, kith.url, 'ruth');
    await page.reload();
    await page
      .getByTestId('presence')
      .getByText(/active now|first one here/)
      .waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${kith.url}/you`);
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await tab.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    expect(await page.evaluate(() => localStorage.getItem('kith.session'))).toBeNull();
    await page.context().close();
  });

  it('[WB3] when the sign-in ends elsewhere, the page says why and keeps what was being written', async () => {
    const page = await signIn(browser, kith.url, 'ruth');
    await page
      .getByTestId('presence')
      .getByText(/active now|first one here/)
      .waitFor();
    await page.getByRole('textbox', { name: 'Write to your team' }).fill('Half a sentence');
    const token = await page.evaluate(
      () => (JSON.parse(localStorage.getItem('kith.session') ?? '{}') as { idToken: string }).idToken,
    );
    const revoked = await fetch(`${kith.url}/api/v1/auth/logout`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(revoked.ok).toBe(true);
    await page.getByText('Your sign-in has ended. Please sign in again.').waitFor({ timeout: 15_000 });
    await page.getByLabel('Email address').fill('ruth@kith.example');
    await page.getByLabel('Password', { exact: true }).fill('harbour-walk');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Write to your team' }).inputValue())
      .toBe('Half a sentence');
    await page.context().close();
  });
});
