// A pact of more than two: who comes by a link, with an account and without, how they see each other, and who leaves.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { openWindow, PASSWORD, PHONE, startBrowser } from './people';
import { areSilent, choose, heading, isMissing, part, press, says, signInAt, way, type Window } from './windows';

const HABIT = 'Read 15 minutes';

let kith: Kith;
let browser: Browser;
let josephine: Window;
let walter: Window;
let nora: Window;

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  [josephine, walter] = await Promise.all([
    signInAt(browser, kith.url, 'josephine', '/pacts'),
    signInAt(browser, kith.url, 'walter', '/you', { viewport: PHONE }),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await kith?.stop();
});

const entry = (page: Window, words: string | RegExp) =>
  part(page, 'What happened').getByRole('listitem').filter({ hasText: words });
const today = (page: Window) => part(page, 'Today');
const everybody = (page: Window) => part(page, 'All of you');
const row = (page: Window, name: string) => everybody(page).getByRole('listitem').filter({ hasText: name });
const code = async (): Promise<string> => (await josephine.getByTestId('pact-code').textContent()) ?? '';

/** Makes a pact with whom it may concern. */
async function begin(): Promise<void> {
  await josephine
    .getByRole('link', { name: /^(Begin a|New) pact$/ })
    .first()
    .click();
  await choose(josephine, HABIT);
}

describe('by a link', () => {
  it('[PA2] the wizard makes a pact of so many times a week, and gives a link and a code', async () => {
    await begin();
    await choose(josephine, 'Some times a week');
    const often = josephine.getByRole('group', { name: 'Times a week' });
    await press(often, 'More often');
    await says(often, '4 times a week');
    await press(often, 'Less often');
    await says(often, '3 times a week');
    await press(josephine, 'Next');
    await heading(josephine, 'For how long?');
    await press(josephine, 'Next');
    await heading(josephine, 'With whom?');
    await says(josephine, /You have no friends on Kith yet/);
    await press(josephine, 'Make the pact');
    await says(josephine, 'Nobody has joined yet.');
    await says(josephine, `${kith.url}/join/${await code()}`);
    await press(josephine, 'Copy the link');
    await says(josephine, /The link is copied|did not let Kith copy/);
  });

  it('[PA4] who has the code types it in and is in the pact; it begins for both', async () => {
    await walter.getByLabel('Invitation code').fill(await code());
    await press(walter, 'Look it up');
    await heading(walter, HABIT);
    await says(walter, 'Josephine Oyelaran-Whittaker would like to keep this up with you');
    await press(walter, 'Yes, together');
    await heading(today(walter), 'Your turn today');
    await heading(today(josephine), 'Your turn today');
    await says(everybody(josephine), 'Walter is online');
  });

  it('[PA4] who is new makes an account on the way, and is the third', async () => {
    await press(josephine, 'Ask a friend');
    nora = await openWindow(browser, `${kith.url}/join/${await inviteCode()}`, { viewport: PHONE });
    await heading(nora, HABIT);
    await press(nora, 'I am new');
    await nora.getByLabel('Your name').fill('Nora Lindqvist');
    await nora.getByLabel('Email address').fill('nora@kith.example');
    await nora.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await press(nora, 'Make my account');
    await heading(today(nora), 'Your turn today');
    for (const page of [josephine, walter, nora]) await heading(everybody(page), 'The 3 of you');
    await says(row(josephine, 'Nora Lindqvist'), 'Nora is online');
    await says(row(nora, 'Walter Kim'), 'Walter is online');
    await entry(walter, 'Nora joined the pact').waitFor();
  });
});

describe('three of them', () => {
  it('[LP2] a check-in is told to all the others, a kind word to whom it is for', async () => {
    await press(today(nora), 'Done');
    await heading(today(walter), 'Nora has checked in. Your turn!');
    await heading(today(josephine), 'Nora has checked in. Your turn!');
    await says(row(josephine, 'Nora Lindqvist'), /done today/);
    await press(everybody(walter), 'Encourage Josephine');
    await press(walter.getByRole('dialog'), 'Thinking of you today.');
    await press(walter.getByRole('dialog'), 'Send to Josephine');
    await josephine.getByTestId('kind-toast').getByText('Walter has a kind word for you:').waitFor();
    await entry(nora, 'Walter encouraged Josephine').waitFor();
    await isMissing(nora.getByTestId('kind-toast'));
    await press(josephine.getByTestId('kind-toast'), 'Close');
    await press(entry(josephine, 'Nora checked in'), 'Celebrate');
    await press(entry(walter, 'Nora checked in'), 'Celebrate');
    await entry(nora, 'Josephine celebrated you').waitFor();
    await entry(nora, 'Walter celebrated you').waitFor();
  });

  it('[PA5] who leaves is told of, and the others go on', async () => {
    await press(walter, 'Leave this pact');
    await press(walter.getByRole('dialog'), 'Yes, leave it');
    await heading(walter, 'Keep something up, together');
    for (const page of [josephine, nora]) {
      await entry(page, 'Walter left the pact').waitFor();
      await expect.poll(() => row(page, 'Walter Kim').count()).toBe(0);
      await today(page).waitFor();
    }
    await heading(everybody(josephine), 'Nora Lindqvist');
    await way(nora, /^Inbox/).click();
    await nora.getByRole('link', { name: /Walter Kim has left your pact/ }).waitFor();
  });

  it('[PA1] what nobody has joined yet is taken back, and its link leads nowhere', async () => {
    await way(josephine, /^Pacts/).click();
    await heading(josephine, 'Pacts');
    await josephine.getByRole('link', { name: 'New pact' }).click();
    await choose(josephine, 'Meditation');
    await press(josephine, 'Next');
    await press(josephine, 'Next');
    await choose(josephine, 'Somebody else: I want a link to send');
    await press(josephine, 'Make the pact');
    const dead = await code();
    await press(josephine, 'Take this pact back');
    await press(josephine.getByRole('dialog'), 'Yes, take it back');
    await heading(josephine, 'Pacts');
    await way(walter, /^You/).click();
    // What is asked for and not there is told on the console by the browser itself.
    areSilent(walter);
    await walter.getByLabel('Invitation code').fill(dead);
    await press(walter, 'Look it up');
    await says(walter, /does not work|over|ended/);
  });

  it('[WB6] the consoles stayed silent', () => areSilent(josephine, nora));
});

/** The code of a pact that runs, as its maker is shown it. */
async function inviteCode(): Promise<string> {
  const fresh = josephine.getByRole('button', { name: 'Get a link to share' });
  const shown = josephine.getByTestId('pact-code');
  await fresh.or(shown).first().waitFor();
  if (await fresh.isVisible()) await fresh.click();
  await shown.waitFor();
  return code();
}
