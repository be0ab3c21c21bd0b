// How people set their devices: each page and state is looked at in all of these.
import type { BrowserContextOptions, Page } from 'playwright-core';

export interface Setting {
  name: string;
  options: BrowserContextOptions;
  /** What is done to the page after each load. */
  apply?: (page: Page) => Promise<unknown>;
  /** Whether the colours are the page's own; the device's own are for the device to choose. */
  isColoured?: boolean;
}

/** Twice the browser's own size of text. */
const DOUBLE = 'html { font-size: 225% !important; }';

async function doubleText(page: Page): Promise<void> {
  await page.addStyleTag({ content: DOUBLE });
  await page.evaluate(() => globalThis.dispatchEvent(new Event('resize')));
}

export const SETTINGS: readonly Setting[] = [
  { name: 'as it comes', options: {} },
  { name: 'text at 200 %', options: {}, apply: doubleText },
  { name: 'more contrast', options: { contrast: 'more' } },
  { name: 'forced colours', options: { forcedColors: 'active' }, isColoured: false },
  { name: 'less motion', options: { reducedMotion: 'reduce' } },
];
