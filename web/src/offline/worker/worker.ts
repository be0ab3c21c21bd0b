// The service worker: the page and what was read last, also without a network. It never takes over by itself from one
// that is in charge, writes nothing to the server and knows no page.
import { isKept } from '../kept-paths';
import type { FromWorker, ToWorker } from '../messages';
import { Answers } from './answers';
import { answerFile, answerPage, dropOldShells, hasScript, isOfShell, keepShell } from './shell';

declare const self: ServiceWorkerGlobalScope;

const answers = new Answers();

self.addEventListener('install', (event) => event.waitUntil(keepShell()));

self.addEventListener('activate', (event) => event.waitUntil(begin()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    // Addresses of files have a dot; the page is no answer to them.
    const isPage = !pathname.startsWith('/api') && !pathname.split('/').at(-1)?.includes('.');
    if (isPage) event.respondWith(answerPage(request, event.preloadResponse));
  } else if (isOfShell(pathname)) {
    event.respondWith(answerFile(request));
  } else if (isKept(pathname)) {
    event.respondWith(read(event));
  }
});

self.addEventListener('message', (event) => {
  const said = event.data as ToWorker;
  if (said.type === 'TAKE_OVER') void self.skipWaiting();
  else if (said.type === 'HAS_SCRIPT') event.ports[0]?.postMessage(hasScript(said.url));
  else if (said.type === 'FORGET') event.waitUntil(answers.forget());
});

async function begin(): Promise<void> {
  await dropOldShells();
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function read(event: FetchEvent): Promise<Response> {
  const asked = { request: event.request, lasting: (work: Promise<unknown>) => event.waitUntil(work) };
  const { response, fromKept } = await answers.answer(asked, () => tell(event, false));
  if (fromKept) tell(event, true);
  return response;
}

function tell({ clientId, request: { url } }: FetchEvent, fromKept: boolean): void {
  const message: FromWorker = { type: 'ANSWERED', fromKept, url };
  void self.clients.get(clientId).then((client) => client?.postMessage(message, []));
}
