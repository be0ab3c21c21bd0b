// A real server of its own for the browser tests: the built binary, a demo team, a free port, a temporary folder.
// Everything is gone when it is stopped.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BINARY = process.env['KITH_BIN'] ?? fileURLToPath(new URL('../../target/debug/kith', import.meta.url));
const READY = /^kith listening on (http:\/\/\S+)$/;
const READY_WITHIN_MS = 20_000;
const STOPS_WITHIN_MS = 5_000;

export interface Kith {
  /** `http://ADDR:PORT`. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function startKith(): Promise<Kith> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kith-e2e-'));
  execFileSync(BINARY, ['seed-demo', '--data-dir', dataDir], { stdio: 'ignore' });
  const child = spawn(BINARY, ['serve', '--listen', '127.0.0.1:0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    await end(child);
    process.removeListener('exit', kill);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    return { url: await ready(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const log: string[] = [];
    const fail = (why: string): void => reject(new Error(`${why}\n${log.slice(-20).join('\n')}`));
    const timer = setTimeout(() => fail('The server did not get ready.'), READY_WITHIN_MS);
    child.once('error', (error) => fail(String(error)));
    child.once('exit', (code) => fail(`The server ended with ${code}.`));
    if (!child.stdout || !child.stderr) return;
    createInterface(child.stderr).on('line', (line) => log.push(line));
    createInterface(child.stdout).on('line', (line) => {
      const url = READY.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
  await exited;
  clearTimeout(timer);
}
