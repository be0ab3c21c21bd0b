// Makes one script of an entry of the package, as an app would get it.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * @param {string} entry a file of `src`
 * @param {{ external?: string[], minify?: boolean }} [options]
 * @returns {Promise<string>} a script that puts the entry's exports into the global `Kith`
 */
export async function bundle(entry, { external = [], minify = true } = {}) {
  const [built] = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('..', import.meta.url)),
    build: {
      write: false,
      minify,
      target: 'es2022',
      lib: { entry: fileURLToPath(new URL(`../src/${entry}`, import.meta.url)), formats: ['iife'], name: 'Kith' },
      rolldownOptions: { external, output: { extend: false } },
    },
  });
  return built.output[0].code;
}
