// Runs the browser tests of e2e/: a real server, real Chromium, two files at a time. With `--mode measure` the files
// that measure, with `--mode shots` those that make pictures, one after the other.
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  test: {
    environment: 'node',
    include: [`e2e/**/*.${mode === 'test' ? 'e2e' : mode}.ts`],
    maxWorkers: mode === 'test' ? 2 : 1,
    testTimeout: 30_000,
    // What is waited for, and not how fast it is.
    expect: { poll: { timeout: 10_000 } },
    hookTimeout: 60_000,
  },
}));
