// Starts record.ts: Node 20 reads no TypeScript by itself. The server is that of KITH_BIN, or of target/debug.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const { module } = await runnerImport(fileURLToPath(new URL('record.ts', import.meta.url)));
await module.run();
