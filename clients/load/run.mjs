// Starts recovery.ts: Node 20 reads no TypeScript by itself.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const { module } = await runnerImport(fileURLToPath(new URL('recovery.ts', import.meta.url)));
process.exitCode = (await module.run()) ? 0 : 1;
