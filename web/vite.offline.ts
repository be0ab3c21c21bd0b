// Builds the service worker after the page, as dist/sw.js, with the list of all that the page is made of written into
// it: another build is another worker.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type ResolvedConfig } from 'vite';

const WORKER = fileURLToPath(new URL('./src/offline/worker/worker.ts', import.meta.url));
const PAGE = 'index.html';

/** Files of `public` that the installed app shows. */
const PUBLIC = ['icon.svg', 'icon-192.png', 'manifest.webmanifest'];

export function offline(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'kith-offline',
    apply: 'build',
    configResolved: (resolved) => void (config = resolved),
    writeBundle: async (_options, bundle) => {
      const made = Object.keys(bundle).filter((file) => file !== PAGE && !file.endsWith('.map'));
      await buildWorker(config, made.sort());
    },
  };
}

async function buildWorker(config: ResolvedConfig, made: string[]): Promise<void> {
  const outDir = join(config.root, config.build.outDir);
  const files = [...made, ...PUBLIC].map((file) => `/${file}`);
  const hash = createHash('sha256').update(files.join('\n'));
  // What is not named after its content.
  hash.update(readFileSync(join(outDir, PAGE)));
  for (const file of PUBLIC) hash.update(readFileSync(join(config.publicDir, file)));
  const version = hash.digest('hex').slice(0, 16);
  await build({
    configFile: false,
    root: config.root,
    publicDir: false,
    logLevel: 'warn',
    define: { KITH_BUILD: JSON.stringify({ version, files }) },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      rollupOptions: { input: WORKER, output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  });
}
