// Puts the service worker in place, in builds only, and hands it what it must know: that somebody signed out, and what
// was read before it was there.
import { session } from '../account/session';
import { connectivity } from './connectivity';
import { isKept } from './kept-paths';
import type { FromWorker } from './messages';
import { newerKith, tell } from './newer-kith';

const WORKER = '/sw.js';

/** So long after the first load it is put in place: until then the network is the page's. */
const BEGINS_AFTER_MS = 3_000;

/** What the page read before the worker was there is asked for once more, so much at most. */
const READ_AGAIN_MAX = 20;

/** What was on its way when the worker came is here by then. */
const ON_ITS_WAY_MS = 5_000;

/** Once, when the page starts. */
export function startOffline(): void {
  // Missing on plain HTTP, but for this machine itself.
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', ({ data }) => connectivity.answered(data as FromWorker));
  serviceWorker.startMessages();
  let reader = session.get()?.user.id;
  session.subscribe(() => {
    const next = session.get()?.user.id;
    if (reader !== undefined && next !== reader) void forget();
    reader = next;
  });
  if (!serviceWorker.controller) {
    serviceWorker.addEventListener('controllerchange', () => void readAgain(), { once: true });
  }
  const begin = (): unknown => setTimeout(register, serviceWorker.controller ? 0 : BEGINS_AFTER_MS);
  if (document.readyState === 'complete') begin();
  else globalThis.addEventListener('load', begin, { once: true });
}

function register(): void {
  navigator.serviceWorker.register(WORKER, { updateViaCache: 'none' }).then(
    (registration) => newerKith.watch(registration),
    // Private windows and full disks: Kith works as ever, with a network.
    () => undefined,
  );
}

/** Also after a forced reload, when no worker is in charge of the page. */
async function forget(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  const worker = navigator.serviceWorker.controller ?? registration?.active;
  if (worker) tell(worker, { type: 'FORGET' });
}

/** Of what was asked for before the worker was in charge, also what was still on its way then. */
async function readAgain(): Promise<void> {
  const before = performance.now();
  const asked = new Set<string>();
  const ask = async (): Promise<void> => {
    const token = session.get()?.idToken;
    if (token === undefined) return;
    const read = performance.getEntriesByType('resource').filter(({ startTime }) => startTime <= before);
    const kept = [...new Set(read.map(({ name }) => name))].filter((url) => isKept(new URL(url).pathname));
    const fresh = kept.filter((url) => !asked.has(url)).slice(-READ_AGAIN_MAX);
    for (const url of fresh) asked.add(url);
    await Promise.allSettled(fresh.map((url) => fetch(url, { headers: { Authorization: `Bearer ${token}` } })));
  };
  await ask();
  setTimeout(() => void ask(), ON_ITS_WAY_MS);
}
