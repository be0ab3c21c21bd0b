// A coach's tools in one window, and what a member sees of them in another: who comes in, who has been quiet, goals and
// shared wins, pins.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { type Guest, guest, PASSWORD, PHONE, startBrowser, TEAM } from './people';
import { areSilent, heading, isMissing, part, press, says, signInAt, way, type Window } from './windows';

const EDITH = 'Edith Ferreira';
/** How a post of Margaret's begins. */
const SLEEPLESS = 'Could not sleep';

let kith: Kith;
let browser: Browser;
let alan: Guest;
let sarah: Window;
let ruth: Window;
let edith: Window | undefined;

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  alan = await guest(kith.url, 'alan');
  [sarah, ruth] = await Promise.all([
    signInAt(browser, kith.url, 'sarah', '/'),
    signInAt(browser, kith.url, 'ruth', '/', { viewport: PHONE }),
  ]);
});

afterAll(async () => {
  alan?.leave();
  await browser?.close();
  await kith?.stop();
});

const postOf = (page: Window, words: string) => part(page, 'Posts').getByRole('article').filter({ hasText: words });
const ticker = (page: Window, words: string | RegExp) => page.getByTestId('ticker').getByText(words);

describe('who comes, and who stays away', () => {
  it('[TM5] everybody was here, until somebody joins and does not come', async () => {
    await says(part(sarah, 'Who has been quiet'), 'Everybody was here in the last three days.');
    await press(sarah, 'Invite a friend');
    const code = (await sarah.getByTestId('invite-code').textContent()) ?? '';
    await press(sarah, 'Copy the link');
    await says(sarah.getByRole('dialog'), /The link is copied|did not let Kith copy/);
    await press(sarah.getByRole('dialog'), 'Close');
    await joinWithoutComing(code);
    await way(sarah, /^Inbox/).click();
    await heading(sarah, 'Inbox');
    await way(sarah, /^Team/).click();
    const quiet = part(sarah, 'Who has been quiet');
    await says(quiet, 'has not been here yet');
    await says(quiet, EDITH);
  });

  it('[TM5] the coach writes to who was quiet, who finds the words when they come, and is quiet no more', async () => {
    await sarah.getByRole('link', { name: `Write to ${EDITH}` }).click();
    await sarah.getByRole('textbox', { name: `Write to ${EDITH}` }).fill('Good to have you with us. Shall we walk?');
    await press(sarah, 'Send');
    await sarah.locator('.bubble-mine').getByText('Good to have you with us.').waitFor();
    edith = await signInAt(browser, kith.url, 'edith', '/', { viewport: PHONE });
    await way(edith, /^Messages 1 unread/).click();
    await edith.getByRole('link', { name: /Sarah New/ }).click();
    await edith.locator('.bubble').getByText('Good to have you with us.').waitFor();
    await way(sarah, /^Team/).click();
    await says(part(sarah, 'Here now'), EDITH);
    await says(part(sarah, 'Who has been quiet'), 'Everybody was here in the last three days.');
    await way(edith, /^Team/).click();
    await edith.getByTestId('presence').getByText('Coach Sarah and 3 others are active now').waitFor();
  });
});

describe('goals', () => {
  it('[TM2] a goal is set in a sentence, and what is no number is told', async () => {
    const goals = part(sarah, 'Goals of the team');
    await says(goals, 'next goal 100,000');
    await press(goals, 'Set goals for our steps');
    const dialog = sarah.getByRole('dialog', { name: 'Goals for our steps' });
    await says(dialog, 'You have 68,400 together so far.');
    await dialog.getByLabel('Goals worth telling everybody').fill('seventy');
    await press(dialog, 'Save the goals');
    await says(dialog, '“seventy” is not a whole number above zero.');
    await dialog.getByLabel('Goals worth telling everybody').fill('70,000, 100,000');
    await press(dialog, 'Save the goals');
    await dialog.waitFor({ state: 'detached' });
    await says(goals, 'next goal 70,000');
    await says(part(sarah, 'Our steps'), 'of 70,000');
    await ruth.reload();
    await says(part(ruth, 'Our steps'), 'of 70,000');
  });

  it('[TK1] when it is reached everybody is told at once, and the next one stands', async () => {
    await alan.call('POST', `/teams/${alan.teamId}/counters/steps`, { delta: 1_700 });
    const words = `${TEAM} just reached 70,000 steps together!`;
    await Promise.all([sarah, ruth].map((page) => ticker(page, words).waitFor()));
    await says(part(ruth, 'Our steps'), '70,100');
    await says(part(ruth, 'Our steps'), 'of 100,000');
    await says(part(sarah, 'Goals of the team'), 'next goal 100,000');
  });

  it('[TM2] the coach counts something else, and the members see it', async () => {
    await press(sarah, 'Count something else');
    const dialog = sarah.getByRole('dialog', { name: 'Count something together' });
    await dialog.getByLabel('What you count').fill('lengths');
    await dialog.getByLabel('Goals worth telling everybody').fill('50');
    await press(dialog, 'Save the goals');
    await says(part(sarah, 'Goals of the team'), 'next goal 50');
    await says(part(sarah, 'Our lengths'), 'of 50');
    await ruth.reload();
    await says(part(ruth, 'Our lengths'), 'of 50');
  });

  it('[TM2] a member has none of these tools', async () => {
    await isMissing(part(ruth, 'Goals of the team'));
    await isMissing(part(ruth, 'Who has been quiet'));
    await isMissing(ruth.getByRole('button', { name: /^(Pin|Unpin|Invite a friend)/ }));
    await isMissing(ruth.getByRole('link', { name: 'Coach’s tools' }));
  });
});

describe('pins', () => {
  it('[WB4] what a coach pins of somebody else is told with both names, and stays in the inbox', async () => {
    await press(postOf(sarah, SLEEPLESS), /^Pin /);
    await sarah.getByTestId('pinned').getByText('Pinned by Coach Sarah').waitFor();
    await ruth
      .getByTestId('pin-toast')
      .getByText(/Coach Sarah just pinned “Could not sleep/)
      .waitFor();
    await press(ruth.getByTestId('pin-toast'), 'Close');
    await isMissing(ruth.getByTestId('pin-toast'));
    await way(ruth, /^Inbox/).click();
    const pinned = part(ruth, 'Pinned for you');
    await pinned.getByRole('link', { name: /Could not sleep.*Pinned by Coach Sarah/ }).click();
    await ruth.getByTestId('spotlight').getByText(SLEEPLESS).waitFor();
    await says(ruth.getByTestId('spotlight'), 'Margaret Oduya');
    await ruth.getByRole('link', { name: 'Back to all posts' }).click();
    await ruth.getByTestId('pinned').getByText(SLEEPLESS).waitFor();
  });

  it('[PO5] what is taken down is gone for the other too, at once', async () => {
    await press(sarah.getByTestId('pinned'), /^Unpin/);
    await sarah.getByTestId('pinned').getByText('Twenty minutes after lunch').waitFor();
    await ruth.getByTestId('pinned').getByText('Twenty minutes after lunch').waitFor();
    await isMissing(ruth.getByTestId('pinned').getByText(SLEEPLESS));
    await isMissing(ruth.getByTestId('pin-toast'));
  });
});

describe('on a phone', () => {
  it('[WB5] the tools are one tap away, below the posts', async () => {
    const phone = await signInAt(browser, kith.url, 'sarah', '/', { viewport: PHONE });
    const quiet = part(phone, 'Who has been quiet');
    await Promise.all([postOf(phone, SLEEPLESS), part(phone, 'Our steps'), quiet].map((shown) => shown.waitFor()));
    const top = async (): Promise<number> => (await quiet.boundingBox())?.y ?? Number.POSITIVE_INFINITY;
    expect(await top()).toBeGreaterThan(PHONE.height);
    await phone.getByRole('link', { name: 'Coach’s tools' }).click();
    await expect.poll(top).toBeLessThan(PHONE.height * 0.75);
    await press(phone, 'Set goals for our steps');
    await heading(phone, 'Goals for our steps');
    areSilent(phone);
    await phone.context().close();
  });

  it('[WB6] the consoles stayed silent', () => areSilent(sarah, ruth, ...(edith ? [edith] : [])));
});

/** Somebody makes an account and joins, and does not open Kith. */
async function joinWithoutComing(code: string): Promise<void> {
  const post = async (path: string, token: string, body?: unknown): Promise<Record<string, unknown>> => {
    const headers = { 'Content-Type': 'application/json', ...(token !== '' && { Authorization: `Bearer ${token}` }) };
    const init = { method: 'POST', headers, body: body === undefined ? null : JSON.stringify(body) };
    const response = await fetch(`${kith.url}/api/v1${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const account = { email: 'edith@kith.example', password: PASSWORD, userName: EDITH };
  const { idToken } = await post('/auth/register', '', account);
  await post(`/invites/${code}/accept`, String(idToken));
}
