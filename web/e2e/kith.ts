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
  /** `http://ADDR:PORT`, the same after a restart. */
  readonly url: string;
  /** Ends it as a power cut would: kill -9. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startKith(): Promise<Kith> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kith-e2e-'));
  execFileSync(BINARY, ['seed-demo', '--data-dir', dataDir], { stdio: 'ignore' });
  let child: ChildProcess | undefined;
  const killNow = (): void => void child?.kill('SIGKILL');
  process.once('exit', killNow);
  const start = (listen: string): Promise<string> => {
    child = spawn(BINARY, ['serve', '--listen', listen, '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
    return ready(child);
  };
  const stop = async (): Promise<void> => {
    await end(child, 'SIGTERM');
    process.removeListener('exit', killNow);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const url = await start('127.0.0.1:0');
    return {
      url,
      kill: () => end(child, 'SIGKILL'),
      start: async () => void (await start(new URL(url).host)),
      stop,
    };
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

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
  await exited;
  clearTimeout(timer);
}
