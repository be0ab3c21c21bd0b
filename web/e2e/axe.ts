// What axe finds on a page, how large its targets are, and what runs over its edge.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SMALLEST_TARGET_PX = 48;

/** What axe finds: WCAG 2.2 AA, and contrast to AAA. */
export async function violations(page: Page, isColoured = true): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const chosen = [TAGS, isColoured] as const;
  return page.evaluate(async ([tags, hasOwnColours]) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const options = {
      runOnly: { type: 'tag' as const, values: [...tags] },
      rules: { 'color-contrast': { enabled: hasOwnColours }, 'color-contrast-enhanced': { enabled: hasOwnColours } },
    };
    const found = await axe.run(document, options);
    return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 100)}`));
  }, chosen);
}

/** What can be pressed and is smaller than a finger needs. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const pressable = [...document.querySelectorAll<HTMLElement>('a[href], button, input, textarea')];
    return pressable
      .filter(
        (element) =>
          element.checkVisibility({ opacityProperty: true }) &&
          !element.closest('.sr-only') &&
          !element.matches('.sr-only'),
      )
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width < least - 0.5 || height < least - 0.5;
      })
      .map((element) => element.outerHTML.slice(0, 160));
  }, SMALLEST_TARGET_PX);
}

/** Words that run over the edge of what they stand in, and the page itself if it is wider than the window. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const edges = 'button, a.btn, .card, .panel, .strip, .tab, .rail-link, .choice, dialog, main, aside';
    const isSeen = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true }) && element.getBoundingClientRect().width > 1;
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const { parentElement } = node;
      if (!node.textContent?.trim() || !parentElement || !isSeen(parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const words = range.getBoundingClientRect();
      const places = [parentElement.closest(edges), document.documentElement].filter((place) => place !== null);
      const isOut = places.some((place) => {
        const { left, right } = place.getBoundingClientRect();
        return words.width > 0 && (words.right > right + 1 || words.left < left - 1);
      });
      if (isOut) found.push(`over its edge: ${node.textContent.slice(0, 60)}`);
    }
    const root = document.documentElement;
    return root.scrollWidth > root.clientWidth ? [`the page is ${root.scrollWidth} px wide`, ...found] : found;
  });
}

/** What enters has entered, what beats has come to rest. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
    }
  });
}
