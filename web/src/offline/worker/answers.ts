// What was read last, for when the server cannot be asked: the network first, what was kept if it fails. Each person
// has a drawer of their own, and there is one drawer at a time.
import { API, readerOf } from '../kept-paths';
import { isAbsent } from './shell';

const PREFIX = 'kith-answers-';
const KEPT_AT = 'x-kith-kept-at';

/** What the reader may not read any more, or what is no more. */
const GONE = new Set([403, 404, 410]);

/** Answers of one person; over it the oldest go. */
const ANSWERS_MAX = 120;
const DROPPED_AT_ONCE = 20;
const AGE_MAX_MS = 14 * 24 * 60 * 60_000;
/** Longer answers than this are not kept, in bytes. */
const ANSWER_MAX_BYTES = 1_000_000;

/** After this long without an answer, what was kept is shown; the answer is still kept when it comes. */
const WAIT_MS = 8_000;

export interface Answered {
  response: Response;
  fromKept: boolean;
}

export interface Asked {
  request: Request;
  /** Keeps the worker awake until this is done. */
  lasting(work: Promise<unknown>): void;
}

export class Answers {
  /** Counts sign-outs: what was asked before one is not kept after it. */
  private era = 0;

  async forget(): Promise<void> {
    this.era += 1;
    await dropDrawers(() => true);
  }

  /** `heard` is called when the server has answered, also after what was kept was given. */
  async answer({ request, lasting }: Asked, heard: () => void): Promise<Answered> {
    const reader = readerOf(request.headers.get('Authorization'));
    if (reader === undefined) return { response: await fetch(request), fromKept: false };
    const { era } = this;
    const asked = fetch(request).then((response) => {
      if (isAbsent(response)) return undefined;
      heard();
      lasting(this.keep(era, reader, request.url, response.clone()).catch(() => undefined));
      return response;
    });
    const fromNetwork = asked.catch(() => undefined);
    lasting(fromNetwork);
    const inTime = await Promise.race([fromNetwork, late()]);
    if (inTime) return { response: inTime, fromKept: false };
    const kept = await find(reader, request.url);
    if (kept) return { response: kept, fromKept: true };
    // Nothing is kept: the failure as it is, or the words of whoever stands before the server.
    return { response: (await asked) ?? (await fetch(request)), fromKept: false };
  }

  /** Forgets what was refused, and all that belongs to it. */
  private async drop(reader: string, url: string): Promise<void> {
    const name = PREFIX + reader;
    if (!(await caches.has(name))) return;
    const drawer = await caches.open(name);
    const whole = wholeOf(url);
    const parts = (await drawer.keys()).filter((kept) => wholeOf(kept.url) === whole);
    await Promise.all(parts.map((part) => drawer.delete(part)));
  }

  private async keep(era: number, reader: string, url: string, response: Response): Promise<void> {
    if (GONE.has(response.status)) await this.drop(reader, url);
    if (response.status !== 200) return;
    const body = await response.arrayBuffer();
    if (body.byteLength > ANSWER_MAX_BYTES || era !== this.era) return;
    await dropDrawers((name) => name !== PREFIX + reader);
    const headers = new Headers({ 'Content-Type': response.headers.get('Content-Type') ?? 'application/json' });
    headers.set(KEPT_AT, String(Date.now()));
    const drawer = await caches.open(PREFIX + reader);
    await drawer.put(url, new Response(body, { headers }));
    await dropOldest(drawer);
    // Signed out while it was being put away.
    if (era !== this.era) await caches.delete(PREFIX + reader);
  }
}

/** Of `/api/v1/teams/ID/posts` that of the team: with the whole go its parts. */
function wholeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  const [kind, id] = pathname.slice(API.length + 1).split('/');
  return `${origin}${API}/${kind}${id === undefined ? '' : `/${id}`}`;
}

async function find(reader: string, url: string): Promise<Response | undefined> {
  const name = PREFIX + reader;
  if (!(await caches.has(name))) return undefined;
  const kept = await (await caches.open(name)).match(url, { ignoreVary: true });
  return kept && Date.now() - keptAt(kept) < AGE_MAX_MS ? kept : undefined;
}

async function dropOldest(drawer: Cache): Promise<void> {
  const requests = await drawer.keys();
  if (requests.length <= ANSWERS_MAX) return;
  const dated = await Promise.all(
    requests.map(async (request) => ({ request, at: keptAt(await drawer.match(request)) })),
  );
  const oldest = dated.toSorted((a, b) => a.at - b.at).slice(0, requests.length - ANSWERS_MAX + DROPPED_AT_ONCE);
  await Promise.all(oldest.map(({ request }) => drawer.delete(request)));
}

async function dropDrawers(isDropped: (name: string) => boolean): Promise<void> {
  const drawers = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && isDropped(name));
  await Promise.all(drawers.map((name) => caches.delete(name)));
}

function keptAt(response: Response | undefined): number {
  return Number(response?.headers.get(KEPT_AT) ?? 0);
}

function late(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, WAIT_MS, undefined));
}
