// How much an app downloads for each entry, minified and compressed, without what the entry takes from its peers.
import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';

const ENTRIES = [
  ['@kith/client', 'index.ts', []],
  ['@kith/client/browser', 'browser.ts', []],
  ['@kith/client/idb, with idb', 'idb.ts', []],
  ['@kith/client/socket-io', 'socket-io.ts', []],
  ['@kith/client/redux, without Redux Toolkit', 'redux/index.ts', ['@reduxjs/toolkit']],
];

for (const [name, entry, external] of ENTRIES) {
  const code = await bundle(entry, { external });
  console.log(
    `${name.padEnd(44)} ${String(code.length).padStart(7)} B ${String(gzipSync(code).length).padStart(7)} B gzip`,
  );
}
