// A real server for the tests: the built binary on a free port and a temporary folder. It can be killed and started
// again on both; everything is gone when it is stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The secret that the server signs tokens with, so that tests can sign some too. */
export const SECRET = 'a secret that the tests know, and nobody else';

const BINARY = process.env['KITH_BIN'] ?? fileURLToPath(new URL('../../target/debug/kith', import.meta.url));
const READY = /^kith listening on (http:\/\/\S+)$/;
const READY_WITHIN_MS = 20_000;
const STOPS_WITHIN_MS = 10_000;
const LOG_LINES_SHOWN = 20;

export interface Kith {
  /** `http://ADDR:PORT`, the same after a restart. */
  readonly url: string;
  /** Ends it as a power cut would end the process: kill -9. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
  /** Ends it as an operator does, with SIGTERM, and says how it ended. */
  drain(): Promise<number | null>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a server; `options` are further options of `kith serve`. */
export async function startKith(options: readonly string[] = []): Promise<Kith> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kith-clients-'));
  let child: ChildProcess | undefined;
  let listen = '127.0.0.1:0';
  const killNow = (): void => void child?.kill('SIGKILL');
  process.once('exit', killNow);

  const start = async (): Promise<string> => {
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('KITH_'));
    const started = spawn(
      BINARY,
      ['serve', '--listen', listen, '--data-dir', dataDir, '--jwt-secret', SECRET, ...options],
      { stdio: ['ignore', 'pipe', 'pipe'], env: Object.fromEntries(environment) },
    );
    child = started;
    return ready(started);
  };
  const stop = async (): Promise<void> => {
    await end(child, 'SIGTERM');
    process.removeListener('exit', killNow);
    rmSync(dataDir, { recursive: true, force: true });
  };

  try {
    const url = await start();
    listen = new URL(url).host;
    return {
      url,
      kill: async () => void (await end(child, 'SIGKILL')),
      start: async () => void (await start()),
      drain: () => end(child, 'SIGTERM'),
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
    const fail = (why: string): void => reject(new Error(`${why}\n${log.slice(-LOG_LINES_SHOWN).join('\n')}`));
    const timer = setTimeout(() => fail('The server did not get ready.'), READY_WITHIN_MS);
    child.once('error', (error) => fail(String(error)));
    child.once('exit', (code) => fail(`The server ended with ${code}.`));
    if (!child.stdout || !child.stderr) return;
    createInterface(child.stderr).on('line', (line) => {
      log.push(line);
      if (log.length > LOG_LINES_SHOWN) log.shift();
    });
    createInterface(child.stdout).on('line', (line) => {
      const url = READY.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<number | null> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
  const code = await exited;
  clearTimeout(timer);
  return code;
}
