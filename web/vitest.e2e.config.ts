// Runs the browser tests of e2e/: a real server, real Chromium, one file after the other. With `--mode measure` the
// files that measure, with `--mode shots` those that make pictures.
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  test: {
    environment: 'node',
    include: [`e2e/**/*.${mode === 'test' ? 'e2e' : mode}.ts`],
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
}));
