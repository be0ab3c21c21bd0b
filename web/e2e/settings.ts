// How people set their devices: each page and state is looked at in all of these.
import type { Page } from 'playwright-core';

export interface Setting {
  readonly name: string;
  /** What the device asks for beyond its own ways. */
  readonly media: { contrast?: 'more'; forcedColors?: 'active'; reducedMotion?: 'reduce' };
  /** In the browser's own settings, of its usual size. */
  readonly textPercent?: number;
  /** Whether the colours are the device's own, which are for the device to choose. */
  readonly isRecoloured?: boolean;
}

export const SETTINGS: readonly Setting[] = [
  { name: 'as it comes', media: {} },
  { name: 'text at 200 %', media: {}, textPercent: 200 },
  { name: 'more contrast', media: { contrast: 'more' } },
  { name: 'forced colours', media: { forcedColors: 'active' }, isRecoloured: true },
  { name: 'less motion', media: { reducedMotion: 'reduce' } },
];

/** Of the browser's usual 16 pixels Kith asks for 18. */
const OWN_PERCENT = 112.5;

/** Sets the device so, from whatever it was. */
export async function choose(page: Page, { media, textPercent }: Setting): Promise<void> {
  await page.emulateMedia({ contrast: null, forcedColors: null, reducedMotion: null, ...media });
  const size = textPercent === undefined ? '' : `${(textPercent * OWN_PERCENT) / 100}%`;
  await page.evaluate((fontSize) => {
    document.documentElement.style.setProperty('font-size', fontSize, 'important');
    globalThis.dispatchEvent(new Event('resize'));
  }, size);
  // What follows the size of the window is drawn with the next frame.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}
