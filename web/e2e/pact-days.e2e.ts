// The days of a pact that has some behind it: what happened, the months, yesterday, and a check-in with all that belongs
// to it, in the windows of the two who keep it.
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { PHONE, startBrowser } from './people';
import { areSilent, callAs, choose, heading, isMissing, part, press, says, signInAt, type Window } from './windows';

const HABIT = 'Walk for 20 minutes';
/** So many dates ago Ruth did not walk. */
const MISSED_DAYS_AGO = 5;

let kith: Kith;
let browser: Browser;
let ruth: Window;
let alan: Window;

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  [ruth, alan] = await Promise.all([
    signInAt(browser, kith.url, 'ruth', '/pacts'),
    signInAt(browser, kith.url, 'alan', '/pacts', { viewport: PHONE }),
  ]);
  await forgetYesterday(ruth);
  await Promise.all([ruth, alan].map((page) => page.getByRole('link', { name: HABIT }).click()));
});

afterAll(async () => {
  await browser?.close();
  await kith?.stop();
});

const log = (page: Window) => part(page, 'What happened');
const entries = (page: Window) => log(page).getByRole('listitem');
const entry = (page: Window, words: string | RegExp) => entries(page).filter({ hasText: words });
const today = (page: Window) => part(page, 'Today');
const note = (page: Window) => today(page).getByLabel('A note for Alan, if you like');
const everybody = (page: Window) => part(page, 'All of you');
const heightOf = async (locator: Locator): Promise<number> => Math.round((await locator.boundingBox())?.y ?? -1);

describe('what happened', () => {
  it('[NP1] the newest is at the bottom, and earlier things come above it without moving it', async () => {
    const newest = entries(ruth).last();
    await newest.getByText(/You took back your check-in for \w+day/).waitFor();
    await entry(ruth, 'Alan checked in').last().getByText('“Took the stairs at the library.”').waitFor();
    const earlier = log(ruth).getByRole('button', { name: 'Show earlier' });
    await earlier.scrollIntoViewIfNeeded();
    const shown = await entries(ruth).count();
    const before = await heightOf(newest);
    await earlier.click();
    await expect.poll(() => entries(ruth).count()).toBeGreaterThan(shown);
    expect(Math.abs((await heightOf(newest)) - before)).toBeLessThan(4);
    const all = async (): Promise<number> => {
      if (await earlier.isVisible()) await earlier.click();
      return entry(ruth, 'The pact begins').count();
    };
    await expect.poll(all).toBe(1);
    await entry(ruth, 'Alan reached 7 in a row').waitFor();
    await entry(ruth, 'You celebrated Alan').getByText('“Well done, Alan! The coffee is on me.”').first().waitFor();
    await isMissing(earlier);
  });

  it('[NP1] what comes while one reads further up waits behind a button', async () => {
    const first = entry(ruth, 'The pact begins');
    await first.scrollIntoViewIfNeeded();
    const before = await heightOf(first);
    await press(everybody(alan), 'Encourage Ruth');
    await press(alan.getByRole('dialog'), 'Thinking of you today.');
    await press(alan.getByRole('dialog'), 'Send to Ruth');
    const pill = ruth.getByRole('button', { name: '1 new' });
    await pill.waitFor();
    await ruth.getByTestId('kind-toast').getByText('Alan has a kind word for you:').waitFor();
    expect(await heightOf(first)).toBe(before);
    await pill.click();
    const fresh = entry(ruth, 'Alan encouraged you').last();
    await expect.poll(() => fresh.evaluate((item) => item === document.activeElement)).toBe(true);
    await pill.waitFor({ state: 'detached' });
    await press(ruth.getByTestId('kind-toast'), 'Close');
  });
});

describe('days that are over', () => {
  it('[SK4] yesterday can be filled in, and the other sees for which day it was', async () => {
    await says(today(ruth), 'Nothing is said of yesterday.');
    await press(today(ruth), 'Fill it in');
    await press(today(ruth), 'Done yesterday');
    await today(ruth).getByText('Nothing is said of yesterday.').waitFor({ state: 'detached' });
    await entry(ruth, /You checked in for \w+day/).waitFor();
    await entry(alan, /Ruth checked in for \w+day/).waitFor();
    await heading(today(ruth), 'Alan has checked in. Your turn!');
    await says(everybody(alan), 'not yet today');
  });

  it('[SK9] the months show every day of both in shapes and in words, also one that was missed', async () => {
    await press(ruth, 'The whole month');
    const chosen = ruth.getByRole('gridcell', { selected: true });
    await chosen
      .getByLabel(/You: still open/)
      .or(chosen)
      .first()
      .waitFor();
    await says(ruth, /You: still open, Alan: done\./);
    await chosen.focus();
    await ruth.keyboard.press('ArrowLeft');
    await says(ruth, /You: done, Alan: done\./);
    for (let days = 1; days < MISSED_DAYS_AGO; days += 1) await ruth.keyboard.press('ArrowLeft');
    await says(ruth, /You: nothing said, Alan: done\./);
    await choose(ruth.getByRole('group', { name: 'Whose days' }), 'Alan');
    expect(await chosen.getAttribute('aria-label')).toMatch(/Alan: done\.$/);
    await ruth.getByText('Read the month as a list').click();
    await says(ruth, /^You: done on \d+ days?\.$/);
    await press(ruth, 'This week');
    await ruth.getByRole('table', { name: 'This week' }).waitFor();
  });
});

describe('a check-in', () => {
  const words = 'As far as the lighthouse.';

  it('[CK5] is taken back for some seconds, and what was written is kept', async () => {
    await note(ruth).fill(words);
    await press(today(ruth), 'Part of it');
    await heading(today(ruth), 'Part of it is done');
    const told = entry(alan, 'Ruth did part of it');
    await told.getByText(`“${words}”`).waitFor();
    await told.getByRole('button', { name: 'Encourage', exact: true }).waitFor();
    await says(everybody(alan), 'part of it today');
    await ruth.getByRole('table', { name: 'This week' }).getByText('part of it').first().waitFor({ state: 'attached' });
    await press(today(ruth), 'Undo');
    await heading(today(ruth), 'Alan has checked in. Your turn!');
    await says(everybody(ruth), 'today is open');
    expect(await note(ruth).inputValue()).toBe(words);
  });

  it('[CK10] what was taken back is gone for the other too, at once and after a reload', async () => {
    const goneForAlan = async (): Promise<void> => {
      await entry(alan, 'Ruth took back their check-in').last().waitFor();
      await says(everybody(alan), 'not yet today');
      const told = entry(alan, 'Ruth did part of it').filter({ hasText: words });
      await isMissing(told.getByRole('button', { name: /^(Celebrate|Encourage)/ }));
    };
    await goneForAlan();
    await alan.reload();
    await goneForAlan();
  });

  it('[PF6] has a picture, which the other sees at once', async () => {
    const picture = await ruth.screenshot({ clip: { x: 0, y: 0, width: 640, height: 480 } });
    const file = { name: 'lighthouse.png', mimeType: 'image/png', buffer: picture };
    await today(ruth).getByLabel('Add a picture').setInputFiles(file);
    await today(ruth).getByAltText('Your choice').waitFor();
    await says(today(ruth), 'For Alan and you');
    await press(today(ruth), 'Remove the picture');
    await today(ruth).getByLabel('Add a picture').setInputFiles(file);
    await today(ruth).getByAltText('Your choice').waitFor();
    await press(today(ruth), 'Done');
    await heading(today(ruth), 'Done for today');
    await entry(alan, 'Ruth checked in').getByText(`“${words}”`).waitFor();
    const shown = entry(alan, 'Ruth added a picture').getByAltText('Picture of Ruth Abernathy’s check-in');
    await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
    await says(everybody(alan), 'done today');
    await says(today(alan), 'Today is done for both of you.');
  });

  it('[CK1] can be changed all day, also with more words', async () => {
    await press(today(ruth), 'Change it');
    await press(today(ruth), 'Leave it as it is');
    await press(today(ruth), 'Change it');
    await note(ruth).fill(words.repeat(21));
    await says(today(ruth), '25 letters too many');
    await note(ruth).fill(`${words} Twice!`);
    await press(today(ruth), 'Save the note');
    await says(today(ruth), `“${words} Twice!”`);
    await entry(alan, 'Ruth added a note').getByText(`“${words} Twice!”`).waitFor();
    await says(everybody(alan), 'done today');
    await ruth.reload();
    await heading(today(ruth), 'Done for today');
    await says(today(ruth), `“${words} Twice!”`);
    await isMissing(today(ruth).getByRole('button', { name: 'Undo' }));
    await entry(ruth, 'You added a picture').getByAltText('Picture of Ruth Abernathy’s check-in').waitFor();
  });

  it('[WB6] the consoles stayed silent', () => areSilent(ruth, alan));
});

/** Takes back what somebody said of yesterday, as if they had forgotten it. */
async function forgetYesterday(page: Window): Promise<void> {
  const { checkins } = (await callAs(page, 'GET', '/checkins')) as { checkins: { id: string }[] };
  await callAs(page, 'DELETE', `/checkins/${String(checkins[0]?.id)}`);
}
