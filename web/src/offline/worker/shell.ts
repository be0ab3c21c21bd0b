// The page itself without a network: its one HTML file and everything that the build made. A build is kept as a whole
// or not at all; the build before stays, for windows that are still open on it.

/** Written in by the build: a hash of all of it, and the addresses. */
declare const KITH_BUILD: { version: string; files: string[] };

const BUILD = KITH_BUILD;
const PREFIX = 'kith-shell-';
const NAME = `${PREFIX}${BUILD.version}`;
const PAGE = '/';

/** This build and the one before. */
const BUILDS_MAX = 2;

/** A network that takes longer to answer with the page has lost to the kept one. */
const PAGE_WAIT_MS = 3_000;

/** The server is not there, says what stands before it. */
const ABSENT = new Set([502, 503, 504]);

export async function keepShell(): Promise<void> {
  const cache = await caches.open(NAME);
  // Files that are named after their content may come from the browser's own cache.
  const asked = BUILD.files.map((file) => (isHashed(file) ? file : new Request(file, { cache: 'reload' })));
  await cache.addAll([new Request(PAGE, { cache: 'reload' }), ...asked]);
  const page = await (await cache.match(PAGE))?.text();
  const scripts = page?.match(/\/assets\/[\w.-]+\.js/g) ?? [];
  if (scripts.length > 0 && scripts.every((script) => BUILD.files.includes(script))) return;
  // Another build was put in place meanwhile: its own worker keeps it.
  await caches.delete(NAME);
  throw new Error('the page is of another build');
}

export async function dropOldShells(): Promise<void> {
  // In the order in which they were made.
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  const dropped = others.slice(0, Math.max(0, others.length + 1 - BUILDS_MAX));
  await Promise.all(dropped.map((name) => caches.delete(name)));
}

export function hasScript(url: string): boolean {
  return BUILD.files.includes(new URL(url).pathname);
}

export function isAbsent(response: Response): boolean {
  return ABSENT.has(response.status);
}

/** Files of a build never change: the kept one is as good as any. */
export function isHashed(path: string): boolean {
  return path.startsWith('/assets/');
}

export function isOfShell(path: string): boolean {
  return isHashed(path) || BUILD.files.includes(path);
}

export async function answerFile(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept && isHashed(new URL(request.url).pathname)) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** The newest page if the network gives it soon, else the kept one. */
export async function answerPage(request: Request, preloaded: Promise<unknown>): Promise<Response> {
  const fromNetwork = fresh(request, preloaded).then((response) => (isAbsent(response) ? undefined : response));
  const inTime = await Promise.race([fromNetwork.catch(() => undefined), after(PAGE_WAIT_MS)]);
  if (inTime) return inTime;
  const kept = await (await caches.open(NAME)).match(PAGE, { ignoreVary: true });
  return kept ?? (await fromNetwork) ?? Response.error();
}

async function fresh(request: Request, preloaded: Promise<unknown>): Promise<Response> {
  const ahead = await preloaded;
  return ahead instanceof Response ? ahead : fetch(request);
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined));
}
