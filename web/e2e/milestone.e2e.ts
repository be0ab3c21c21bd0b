// The fourteenth day in a row, in two windows: who reached it and who shares it see it as it happens.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Kith, startKith } from './kith';
import { PHONE, startBrowser } from './people';
import { heading, part, press, says, signInAt, type Window } from './windows';

let kith: Kith;
let browser: Browser;
let ruth: Window;
let alan: Window;

beforeAll(async () => {
  kith = await startKith();
  browser = await startBrowser();
  [ruth, alan] = await Promise.all([
    signInAt(browser, kith.url, 'ruth', '/pacts', { viewport: PHONE }),
    signInAt(browser, kith.url, 'alan', '/pacts'),
  ]);
  await Promise.all([ruth, alan].map((page) => page.getByRole('link', { name: 'Walk for 20 minutes' }).last().click()));
  await heading(part(ruth, 'Today'), 'Alan has checked in. Your turn!');
});

afterAll(async () => {
  await browser?.close();
  await kith?.stop();
});

it('[SK9] Ruth walks for the fourteenth day: the moment is there for both, and Alan celebrates it', async () => {
  await press(part(ruth, 'Today'), 'Done');
  await heading(part(ruth, 'Milestone'), /^14 (days )?in a row$/);
  await says(part(ruth, 'Milestone'), 'You did that, day by day. Well done.');
  await says(part(alan, 'Milestone'), 'Ruth did that. A word from you would be lovely.');
  await press(part(alan, 'Milestone'), 'Celebrate');
  await part(ruth, 'What happened').getByRole('listitem').filter({ hasText: 'Alan celebrated you' }).last().waitFor();
  expect([ruth.complaints, alan.complaints]).toEqual([[], []]);
});
