// Windows of two people beside each other: getting about in them, and what both must see.
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { openWindow, PASSWORD } from './people';

/** What its page complains of is collected. */
export type Window = Page & { complaints: string[] };

/** One of the ways of the rail or of the tabs, whichever is shown. */
export const way = (page: Page, name: RegExp): Locator =>
  page.getByRole('navigation', { name: 'Main' }).filter({ visible: true }).getByRole('link', { name });

export const press = (within: Page | Locator, name: string | RegExp): Promise<void> =>
  within.getByRole('button', { name, exact: typeof name === 'string' }).click();

/** Chooses one of several, as the eye does: by the button around it. */
export const choose = (within: Page | Locator, text: string): Promise<void> =>
  within.locator('label').filter({ hasText: text }).click();

export const heading = (within: Page | Locator, name: string | RegExp): Promise<void> =>
  within.getByRole('heading', { name, exact: typeof name === 'string' }).waitFor();

/** A part of the page by its name. */
export const part = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('region', { name, exact: typeof name === 'string' });

export const says = (within: Page | Locator, text: string | RegExp): Promise<void> =>
  within.getByText(text).filter({ visible: true }).first().waitFor();

/** What is not there, and does not come while everything else does. */
export const isMissing = async (locator: Locator): Promise<void> => expect(await locator.count()).toBe(0);

/** A window in which somebody of the demo has signed in and sees a page. */
export async function signInAt(
  browser: Browser,
  url: string,
  who: string,
  path: string,
  options: BrowserContextOptions = {},
): Promise<Window> {
  const page = await openWindow(browser, `${url}${path}`, options);
  await page.getByLabel('Email address').fill(`${who}@kith.example`);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await press(page, 'Sign in');
  await page.getByRole('navigation', { name: 'Main' }).filter({ visible: true }).waitFor();
  return page;
}

/** A call of whoever has signed in to a window, for what happened before. */
export function callAs(page: Page, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  return page.evaluate(
    async ([verb, address, said]) => {
      const { idToken } = JSON.parse(localStorage.getItem('kith.session') ?? '{}') as { idToken: string };
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${idToken}` };
      const init = { method: String(verb), headers, body: said ?? null };
      const response = await fetch(`/api/v1${String(address)}`, init);
      if (!response.ok) throw new Error(`${String(verb)} ${String(address)}: ${response.status}`);
      const text = await response.text();
      return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    },
    [method, path, body === undefined ? undefined : JSON.stringify(body)] as const,
  );
}

/** Nothing was complained of in any of them; what a lost network says is asked for. */
export function areSilent(...windows: readonly Window[]): void {
  const complaints = windows.flatMap((window) => window.complaints);
  expect(complaints.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
}
