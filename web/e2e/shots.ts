// Pictures of what the tests see, for the papers; only with KITH_SHOTS set to a folder.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = process.env['KITH_SHOTS'];
const BYTES_MAX = 200_000;
const SETTLES_MS = 250;

export async function shoot(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined || FOLDER === '') return;
  mkdirSync(FOLDER, { recursive: true });
  // Nothing is pointed at.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(SETTLES_MS);
  const path = join(FOLDER, name);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > BYTES_MAX) throw new Error(`${name} has ${size} bytes, over ${BYTES_MAX}`);
}
