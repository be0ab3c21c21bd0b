// What one sets of oneself: each takes effect at once and survives a reload, and the new name is what others see.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { PHONE, startBrowser } from './people';
import { areSilent, choose, heading, isMissing, part, press, says, signInAt, way, type Window } from './windows';

const HABIT = 'Walk for 20 minutes';
const NAME = 'Ruth Ellison';

let kith: Kith;
let browser: Browser;
let ruth: Window;
let alan: Window;

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  [ruth, alan] = await Promise.all([
    signInAt(browser, kith.url, 'ruth', '/you', { viewport: PHONE, timezoneId: 'Europe/Lisbon' }),
    signInAt(browser, kith.url, 'alan', '/pacts'),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await kith?.stop();
});

const look = (page: Window) => page.evaluate(() => ({ ...document.documentElement.dataset }));
const lettersOf = (page: Window): Promise<number> =>
  page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize));
const colourOf = (page: Window): Promise<string> => page.evaluate(() => getComputedStyle(document.body).color);
const group = (page: Window, name: string) => page.getByRole('group', { name });

describe('the name', () => {
  it('[WB2] one without a letter is asked for, and what was typed stays', async () => {
    await ruth.getByLabel('Name that others see').fill('  ');
    await ruth.getByLabel('First name, if you like').fill('Ruth');
    await press(ruth, 'Save the name');
    await says(ruth, 'Please write a name. Your friends know you by it.');
    expect(await ruth.getByLabel('First name, if you like').inputValue()).toBe('Ruth');
  });

  it('[WB3] a new one is told to be saved, and survives a reload', async () => {
    await ruth.getByLabel('Name that others see').fill(NAME);
    await press(ruth, 'Save the name');
    await says(ruth, 'Saved. Your friends see it from now on.');
    await says(part(ruth, 'Your account'), NAME);
    await ruth.reload();
    await says(part(ruth, 'Your account'), NAME);
    expect(await ruth.getByLabel('Name that others see').inputValue()).toBe(NAME);
    expect(await ruth.getByLabel('First name, if you like').inputValue()).toBe('Ruth');
  });

  it('[PA1] the other sees it in the pact and in the team', async () => {
    await alan.getByRole('link', { name: HABIT }).click();
    await heading(part(alan, 'All of you'), NAME);
    await way(alan, /^Team/).click();
    await ruth.goto('about:blank');
    await says(alan.getByTestId('presence'), 'You are the first one here');
    await ruth.goto(`${kith.url}/you`);
    await says(part(alan, 'Here now'), NAME);
    await says(part(alan, 'Posts'), NAME);
  });
});

describe('the time zone', () => {
  it('[SK15] the card takes what the device says', async () => {
    const zone = part(ruth, 'Your time zone');
    await says(zone, 'Not set yet');
    await press(zone, 'Use Lisbon, as this device says');
    await says(zone, 'Saved.');
    await says(zone, /Lisbon, where it is \d\d:\d\d now/);
    await isMissing(zone.getByRole('button', { name: /as this device says/ }));
  });

  it('[SK22] the day starts when one says so, also after a reload', async () => {
    const day = part(ruth, 'When does your day start?');
    const hour = day.getByRole('combobox', { name: 'Your day starts' });
    await says(day, /before 4 in the morning counts for the day before/);
    await hour.selectOption('At midnight');
    await says(day, 'Saved.');
    await ruth.reload();
    await says(day, 'Your day starts and ends at midnight.');
    expect(await hour.locator('option:checked').textContent()).toBe('At midnight');
    await hour.selectOption('At 4 in the morning');
    await says(day, 'Saved.');
  });

  it('[SK15] another one is found by its city, and is where today is', async () => {
    const zone = part(ruth, 'Your time zone');
    const far = farZone();
    await press(zone, 'Choose another');
    await zone.getByLabel('City or continent').fill('nowhere at all');
    await says(zone, 'No zone is called that. Try the nearest large city.');
    await zone.getByLabel('City or continent').fill(far.city);
    await zone.getByRole('button', { name: new RegExp(far.city) }).click();
    await says(zone, new RegExp(`${far.city}, where it is \\d\\d:\\d\\d now`));
    await ruth.reload();
    await says(zone, new RegExp(`${far.city}, where it is \\d\\d:\\d\\d now`));
    await way(ruth, /^Pacts/).click();
    await ruth.getByRole('link', { name: HABIT }).click();
    const today = ruth.getByRole('table', { name: 'This week' }).locator('th[aria-current=date] .sr-only');
    expect(await today.textContent()).toBe(weekdayIn(far.zone));
    expect(weekdayIn(far.zone)).not.toBe(weekdayIn('UTC'));
    await way(ruth, /^You/).click();
    await press(zone, 'Use Lisbon, as this device says');
    await says(zone, /Lisbon, where it is/);
  });
});

describe('the look', () => {
  it('[AX5] larger letters are larger on every page, here and not elsewhere', async () => {
    await way(ruth, /^You/).click();
    await heading(ruth, 'You');
    const before = await lettersOf(ruth);
    await choose(group(ruth, 'Text size'), '150 %');
    expect((await lettersOf(ruth)) / before).toBeCloseTo(1.5);
    await ruth.reload();
    await group(ruth, 'Text size').getByRole('radio', { name: '150 %', checked: true }).waitFor();
    expect((await lettersOf(ruth)) / before).toBeCloseTo(1.5);
    await way(ruth, /^Pacts/).click();
    await ruth.getByRole('link', { name: HABIT }).click();
    await part(ruth, 'Today').waitFor();
    expect(await ruth.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    expect(await lettersOf(alan)).toBe(before);
    await way(ruth, /^You/).click();
    await choose(group(ruth, 'Text size'), 'Normal');
    expect(await lettersOf(ruth)).toBe(before);
  });

  it('[AX5] high contrast changes the letters, and is kept', async () => {
    const before = await colourOf(ruth);
    await choose(group(ruth, 'Contrast'), 'High');
    await expect.poll(() => colourOf(ruth)).not.toBe(before);
    await ruth.reload();
    await group(ruth, 'Contrast').getByRole('radio', { name: 'High', checked: true }).waitFor();
    expect(await look(ruth)).toMatchObject({ contrast: 'high' });
    await choose(group(ruth, 'Contrast'), 'Usual');
    await expect.poll(() => colourOf(ruth)).toBe(before);
  });

  it('[AX4] less motion stills the dot, and a celebration is one heart that does not rise', async () => {
    const calm = ruth.getByRole('switch', { name: 'Less motion' });
    expect(await calm.getAttribute('aria-checked')).toBe('false');
    await calm.click();
    await says(part(ruth, 'Motion'), 'On');
    await ruth.reload();
    await ruth.getByRole('switch', { name: 'Less motion', checked: true }).waitFor();
    await way(ruth, /^Pacts/).click();
    await ruth.getByRole('link', { name: HABIT }).click();
    await part(ruth, 'Today').getByRole('button', { name: 'Done', exact: true }).click();
    await way(alan, /^Pacts/).click();
    await alan.getByRole('link', { name: HABIT }).click();
    const checkin = part(alan, 'What happened').getByRole('listitem').filter({ hasText: 'Ruth checked in' });
    await checkin.last().getByRole('button', { name: 'Celebrate', exact: true }).click();
    const heart = ruth.getByTestId('rising-heart').first();
    await heart.waitFor();
    const motion = await heart.evaluate((shape) => getComputedStyle(shape).animationName);
    expect(motion).not.toMatch(/rise/);
    const dot = ruth.locator('.dot-pinging').first();
    expect(await dot.evaluate((shape) => getComputedStyle(shape, '::after').animationName)).toBe('none');
    await ruth.getByTestId('kind-toast').getByText('Alan celebrates you!').waitFor();
  });

  it('[WB6] the consoles stayed silent', () => areSilent(ruth, alan));
});

/** What day it is somewhere, by the clock there and the hour at which days start. */
function weekdayIn(timeZone: string): string {
  const hoursBack = 4 * 60 * 60_000;
  return new Date(Date.now() - hoursBack).toLocaleDateString('en', { timeZone, weekday: 'long' });
}

/** A zone in which it is another day now than where the demo's people are. */
function farZone(): { zone: string; city: string } {
  const east = { zone: 'Pacific/Kiritimati', city: 'Kiritimati' };
  return weekdayIn(east.zone) === weekdayIn('UTC') ? { zone: 'Pacific/Pago_Pago', city: 'Pago Pago' } : east;
}
