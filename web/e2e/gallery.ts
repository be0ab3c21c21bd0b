// The gallery of all states, served as in development, from a cache of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { createServer } from 'vite';
import { settle } from './axe';

/** A state that cannot be drawn takes the whole gallery with it. */
const STARTS_WITHIN_MS = 20_000;

export interface GalleryServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startGallery(): Promise<GalleryServer> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'kith-gallery-'));
  const root = fileURLToPath(new URL('..', import.meta.url));
  const server = await createServer({
    root,
    cacheDir,
    logLevel: 'error',
    // Nothing is loaded again while it is looked at.
    server: { host: '127.0.0.1', port: 0, strictPort: false, hmr: false, watch: null },
  });
  await server.listen();
  const [url] = server.resolvedUrls?.local ?? [];
  if (url === undefined) throw new Error('the gallery has no address');
  const stop = async (): Promise<void> => {
    await server.close();
    rmSync(cacheDir, { recursive: true, force: true });
  };
  return { url: `${url}gallery`, stop };
}

/** The addresses of all states, of a page that shows the gallery. */
export async function statesOf(page: Page): Promise<string[]> {
  await page.waitForFunction(() => 'galleryAddresses' in globalThis, undefined, { timeout: STARTS_WITHIN_MS });
  return page.evaluate(() => (globalThis as unknown as { galleryAddresses: string[] }).galleryAddresses);
}

/** Shows one state alone, as it is when everything that it waits for has come. */
export async function show(page: Page, state: string): Promise<void> {
  await page.evaluate((address) => {
    location.hash = encodeURIComponent(address);
  }, state);
  const [list, name] = [state.slice(0, state.indexOf('/')), state.slice(state.indexOf('/') + 1)];
  await page.getByRole('heading', { level: 1, name: `${list}: ${name}` }).waitFor({ state: 'attached' });
  await page.evaluate(async () => {
    const { galleryPending } = globalThis as unknown as { galleryPending: number };
    const turn = (): Promise<void> => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    // Answers may lead to further questions: quiet is what was quiet twice.
    for (let quiet = 0, was = galleryPending; quiet < 2;) {
      await turn();
      was = (globalThis as unknown as { galleryPending: number }).galleryPending;
      quiet = was === 0 ? quiet + 1 : 0;
    }
  });
  await settle(page);
}
