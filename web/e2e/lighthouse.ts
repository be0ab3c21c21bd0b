// Lighthouse, where somebody has installed it: it weighs more than all that Kith is made of, so it is no part of it.
// `npm install --prefix DIR lighthouse@12`, then LIGHTHOUSE=DIR.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM } from './people';

interface Audit {
  id: string;
  title: string;
  score: number | null;
  displayValue?: string;
  scoreDisplayMode: string;
}

interface Result {
  lhr: {
    categories: Record<string, { score: number }>;
    audits: Record<string, Audit>;
  };
}

type Lighthouse = (url: string, flags: object, config?: object) => Promise<Result>;

const SHOWN = [
  'first-contentful-paint',
  'largest-contentful-paint',
  'total-blocking-time',
  'cumulative-layout-shift',
  'speed-index',
];

/** Scores of 0 to 100, the figures behind them, and what cost points. */
export async function lighthouseScores(
  server: string,
  session: string,
  form: 'mobile' | 'desktop',
): Promise<Record<string, unknown>> {
  const folder = process.env['LIGHTHOUSE'] ?? '';
  const load = (file: string): Promise<{ default: unknown }> =>
    import(pathToFileURL(join(folder, 'node_modules/lighthouse/core', file)).href);
  const lighthouse = (await load('index.js')).default as Lighthouse;
  const config = form === 'desktop' ? ((await load('config/desktop-config.js')).default as object) : undefined;
  const profile = mkdtempSync(join(tmpdir(), 'kith-lighthouse-'));
  const port = await freePort();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
  });
  try {
    const page = await context.newPage();
    await page.goto(`${server}/licenses.txt`);
    await page.evaluate((kept) => localStorage.setItem('kith.session', kept), session);
    await page.close();
    const flags = { port, output: 'json', logLevel: 'error', disableStorageReset: true };
    const { lhr } = await lighthouse(`${server}/`, flags, config);
    const scores = Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(score * 100)]);
    const figures = SHOWN.map((id) => [id, lhr.audits[id]?.displayValue]);
    const lost = Object.values(lhr.audits)
      .filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== 'informative')
      .map(({ id, displayValue }) => `${id} ${displayValue ?? ''}`.trim());
    return { ...Object.fromEntries(scores), ...Object.fromEntries(figures), lost };
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
