// A pact of two, from nothing: a friend, the wizard, the yes, and everything the two do for each other, in two windows.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { PHONE, startBrowser } from './people';
import { areSilent, choose, heading, isMissing, part, press, says, signInAt, way, type Window } from './windows';

const HABIT = 'A swim before breakfast';

let kith: Kith;
let browser: Browser;
let margaret: Window;
let walter: Window;

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  [margaret, walter] = await Promise.all([
    signInAt(browser, kith.url, 'margaret', '/people'),
    signInAt(browser, kith.url, 'walter', '/pacts', { viewport: PHONE }),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await kith?.stop();
});

const log = (page: Window) => part(page, 'What happened');
const entry = (page: Window, words: string | RegExp) => log(page).getByRole('listitem').filter({ hasText: words });
const today = (page: Window) => part(page, 'Today');
const everybody = (page: Window) => part(page, 'All of you');

describe('beginning', () => {
  it('[UC1] who is asked to be a friend says yes, and both are told', async () => {
    await heading(walter, 'Keep something up, together');
    await press(margaret, 'Ask to be friends with Walter Kim');
    await heading(margaret, 'Waiting for an answer');
    await way(walter, /^Inbox 1 unread/).click();
    await walter.getByRole('link', { name: /Margaret Oduya wants to be your friend/ }).click();
    await press(walter, 'Accept Margaret Oduya');
    await says(margaret, '1 of 1 here now');
    await says(walter, '1 of 1 here now');
  });

  it('[PA2] the wizard asks what, how long and with whom, one thing at a time', async () => {
    await way(walter, /^Pacts/).click();
    await heading(walter, 'Keep something up, together');
    await way(margaret, /^Pacts/).click();
    await margaret.getByRole('link', { name: 'Begin a pact' }).click();
    await heading(margaret, 'What would you like to keep up?');
    await press(margaret, 'Next');
    await says(margaret, 'Please choose a habit, or write your own.');
    await choose(margaret, 'Something of my own');
    await margaret.getByLabel('What is it?').fill(HABIT);
    await press(margaret, 'Next');
    await heading(margaret, 'For how long?');
    await choose(margaret, '14 days');
    await press(margaret, 'Next');
    await heading(margaret, 'With whom?');
    await press(margaret, 'Back');
    await margaret.getByRole('radio', { name: /^14 days/, checked: true }).waitFor();
    await press(margaret, 'Next');
    await choose(margaret, 'Walter Kim');
    await press(margaret, 'Make the pact');
    await heading(margaret, HABIT);
    await says(margaret, 'Walter has been asked. It begins with their yes.');
    expect((await margaret.getByTestId('pact-code').textContent())?.length).toBeGreaterThan(5);
  });

  it('[IB1] the other sees the invitation come, in the list and in the inbox', async () => {
    const asked = part(walter, `Invitation: ${HABIT}`);
    await says(asked, 'Margaret Oduya would like to keep this up with you for 14 days.');
    await way(walter, /^Inbox \d unread/).click();
    await walter.getByRole('link', { name: /Margaret Oduya invites you to keep a pact together/ }).click();
    await heading(walter, HABIT);
    await asked.waitFor();
  });

  it('[PA3] the yes begins it in both windows at once', async () => {
    await press(walter, 'Yes, together');
    await heading(today(walter), 'Your turn today');
    await heading(today(margaret), 'Your turn today');
    await says(everybody(margaret), 'Walter is online');
    await says(everybody(walter), 'Margaret is online');
    await entry(margaret, 'Walter joined the pact').waitFor();
    await entry(walter, 'The pact begins').waitFor();
  });
});

describe('for each other', () => {
  it('[LP2] a check-in with its note is in the other’s window at once', async () => {
    await today(margaret).getByLabel('A note for Walter, if you like').fill('Cold, and worth it.');
    await press(today(margaret), 'Done');
    await heading(today(margaret), 'Done for today');
    await heading(today(walter), 'Margaret has checked in. Your turn!');
    await entry(walter, 'Margaret checked in').getByText('“Cold, and worth it.”').waitFor();
    await says(everybody(walter), 'done today');
    await entry(margaret, 'You checked in').waitFor();
  });

  it('[CE1] [IB4] celebrating is felt in the other’s window, stays there, and is done once', async () => {
    const checkin = entry(walter, 'Margaret checked in');
    await press(checkin, 'Celebrate');
    await checkin.getByRole('button', { name: 'Celebrated', pressed: true }).waitFor();
    await margaret.getByTestId('rising-heart').first().waitFor();
    await margaret.getByTestId('kind-toast').getByText('Walter celebrates you!').waitFor();
    await press(margaret.getByTestId('kind-toast'), 'Close');
    await isMissing(margaret.getByTestId('kind-toast'));
    await entry(margaret, 'Walter celebrated you').waitFor();
    await walter.reload();
    await checkin.getByRole('button', { name: 'Celebrated', pressed: true }).waitFor();
    await way(margaret, /^Inbox/).click();
    // What she saw on the pact's page is news no more.
    await part(margaret, 'Earlier')
      .getByRole('link', { name: /Walter Kim celebrates your check-in/ })
      .click();
    await heading(margaret, HABIT);
  });

  it('[LP1] the rail of a desk leads to the pact from everywhere, and says who is here; a phone has none', async () => {
    await way(margaret, /^You/).click();
    await way(margaret, /Walter online/).click();
    await heading(margaret, HABIT);
    await isMissing(walter.getByRole('heading', { name: 'Your pacts' }));
  });

  it('[CE2] who rests today is given a kind word, and may have another day', async () => {
    await press(today(walter), 'Not today');
    await heading(today(walter), 'Not today, and that is all right');
    const rests = entry(margaret, /Walter took \w+ off/);
    await press(rests, 'Encourage');
    const dialog = margaret.getByRole('dialog', { name: 'A kind word for Walter' });
    await press(dialog, 'A small step counts too.');
    await dialog.getByLabel('Or in your own words').fill('A small step counts too. Coffee after?');
    await press(dialog, 'Send to Walter');
    await dialog.waitFor({ state: 'detached' });
    const toast = walter.getByTestId('kind-toast');
    await toast.getByText('Margaret has a kind word for you:').waitFor();
    await toast.getByText('“A small step counts too. Coffee after?”').waitFor();
    await press(toast, 'Close');
    await entry(walter, 'Margaret encouraged you').waitFor();
    await entry(margaret, 'You encouraged Walter').waitFor();
  });

  it('[SK5] who does it after all says so, and the flame is of both', async () => {
    await says(everybody(margaret), '0');
    await press(today(walter), 'Change it');
    await press(today(walter), 'Done');
    await heading(today(walter), 'Done for today');
    await says(today(walter), 'Today is done for both of you.');
    await says(today(margaret), 'Day 1, both of you.');
    await says(everybody(margaret), '1');
    await says(everybody(margaret), 'day together');
    await says(everybody(walter), '1');
  });
});

describe('coming and going', () => {
  it('[LP3] who goes was here last just now, and who comes back is online', async () => {
    await says(everybody(margaret), 'Walter is online');
    await walter.goto('about:blank');
    await says(everybody(margaret), 'Last seen just now');
    await walter.goto(`${kith.url}/pacts`);
    await walter.getByRole('link', { name: HABIT }).click();
    await says(everybody(margaret), 'Walter is online');
  });

  it('[LP1] after a lost connection what was missed is there, once', async () => {
    await walter.context().setOffline(true);
    await walter.evaluate(() => globalThis.dispatchEvent(new Event('offline')));
    await says(everybody(margaret), 'Last seen just now');
    await press(everybody(margaret), 'Encourage Walter');
    await margaret.getByLabel('Or in your own words').fill('Back at the pool tomorrow?');
    await press(margaret, 'Send to Walter');
    await entry(margaret, 'Back at the pool tomorrow?').waitFor();
    await walter.context().setOffline(false);
    await walter.evaluate(() => globalThis.dispatchEvent(new Event('online')));
    await entry(walter, 'Back at the pool tomorrow?').waitFor();
    expect(await entry(walter, 'Back at the pool tomorrow?').count()).toBe(1);
    await says(everybody(margaret), 'Walter is online');
  });
});

describe('the end', () => {
  it('[PA5] who leaves is asked first; of two, the other keeps what was done', async () => {
    await press(walter, 'Leave this pact');
    await press(walter.getByRole('dialog'), 'No, stay in it');
    await today(walter).waitFor();
    await press(walter, 'Leave this pact');
    await press(walter.getByRole('dialog'), 'Yes, leave it');
    await heading(walter, 'Over');
    await says(walter, 'You left it.');
    await heading(margaret, 'Once more?');
    await says(margaret, 'It ended early.');
    await entry(margaret, 'Walter left the pact').waitFor();
    await isMissing(today(margaret));
  });

  it('[PA9] renewing asks the other again, who sees it come', async () => {
    await press(margaret, 'Renew the pact');
    await says(margaret, 'Walter has been asked. It begins with their yes.');
    await part(walter, `Invitation: ${HABIT}`).waitFor();
    await press(walter, 'Not this time');
    await part(walter, `Invitation: ${HABIT}`).waitFor({ state: 'detached' });
    await heading(walter, 'Ready for another one?');
    await says(margaret, 'Walter cannot join this time. Somebody else may like to.');
  });

  it('[WB6] the consoles stayed silent', () => areSilent(margaret, walter));
});
