// What a person did, on its way to the server: kept first, then sent in the order in which it was done, each under its
// own id until the server has it. It knows neither the page nor the store behind its shelf.
import { CallFailed, sentenceOf } from '../api/call.ts';
import { type Backoff, waitMs } from '../live/backoff.ts';
import { newClientId, startTimer, stopTimer, type Timer } from '../platform.ts';
import { type Deed, type DeedAnswers, type DeedKind, dateHere, outdates, type Send } from './deed.ts';
import type { Exclusive, Kept, Refusal, Shelf } from './shelf.ts';
import { Turn } from './turn.ts';

/** So many deeds wait at most; another one is refused with `OutboxFull`, and nothing that waits is lost. */
export const WAITING_MAX = 500;
/** So many refused deeds are kept at most; beyond, the oldest is forgotten. */
export const REFUSED_MAX = 50;
/** While another tab sends for so long, in milliseconds, nothing is taken back: what is wanted may be under way. */
export const TAKE_BACK_WAIT_MS = 1_000;

const TIMING: Backoff = { firstMs: 1_000, maxMs: 60_000 };

/** There is no room for another deed until some that wait are sent. */
export class OutboxFull extends Error {
  override readonly name = 'OutboxFull';
  constructor() {
    super('Too much is waiting to be sent. Please try again when you are online.');
  }
}

/** A deed as one may show it. */
export interface OutboxItem extends Kept {
  readonly state: 'waiting' | 'sending' | 'refused';
  /** Why it waits or was refused, in a sentence; of one that is tried again, why it waited until now. */
  readonly why?: string;
}

/** A deed with its answer. */
export type Sent = { [K in DeedKind]: { deed: Extract<Deed, { kind: K }>; answer: DeedAnswers[K] } }[DeedKind];

export type OutboxEvent =
  /** The list changed. */
  | { readonly kind: 'changed' }
  /** The server has it. */
  | ({ readonly kind: 'sent'; readonly clientId: string } & Sent)
  /** The server does not want it: it waits no more. */
  | { readonly kind: 'refused'; readonly item: OutboxItem; readonly refusal: Refusal };

export interface OutboxOptions {
  shelf: Shelf;
  send: Send;
  /** Names the shelf among the tabs of a browser: whoever holds it sends. */
  name: string;
  /** Web Locks, in a browser; without, the server's care for `clientId` is all there is. */
  exclusive?: Exclusive | undefined;
  /** The hour at which the days of who does it start, as `User.dayStartsAt` says; asked for with each deed. 4 without. */
  dayStartsAt?: (() => number | undefined) | undefined;
  timing?: Backoff;
  random?: () => number;
  now?: () => number;
}

export class Outbox {
  private items: readonly OutboxItem[] = [];
  /** Done, and on its way to the shelf. */
  private readonly fresh = new Map<string, Kept>();
  /** Refused, and not on the shelf as such, for want of room. */
  private readonly aside = new Map<string, Kept>();
  private readonly whys = new Map<string, string>();
  private sending: string | undefined;
  private running: Promise<void> | undefined;
  private runAgain = false;
  private stopped = true;
  private failures = 0;
  /** The server asked for a rest until then, by the clock of this device, and for so long. */
  private restUntil = 0;
  private restMs = 0;
  private lastPlace = 0;
  private retryTimer: Timer | undefined;
  private changes: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Set<(event: OutboxEvent) => void>();
  private readonly turn: Turn;

  constructor(private readonly options: OutboxOptions) {
    this.turn = new Turn(options.name, options.exclusive);
  }

  /** Hears what happens from now on; the result stops that. */
  readonly on = (listener: (event: OutboxEvent) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** All of them, in the order in which they were done; the same list as long as nothing changes. */
  readonly get = (): readonly OutboxItem[] => this.items;

  /** Reads the shelf and sends what waits, now and whenever something is done. */
  async start(): Promise<void> {
    this.stopped = false;
    // A shelf that cannot be read now is read again with every try to send.
    await this.refresh().catch(() => undefined);
    this.wake();
  }

  /** Sends nothing more; what waits stays on the shelf. */
  stop(): void {
    this.stopped = true;
    stopTimer(this.retryTimer);
  }

  /**
   * Keeps a deed and sends it as soon as possible; resolves with its id once it is kept. Who keeps something else that
   * goes with it may make the id beforehand, with `newClientId`.
   */
  async do(deed: Deed, clientId = newClientId()): Promise<string> {
    const now = this.now();
    const place = Math.max(now, this.lastPlace + 1);
    const dayStartsAt = this.options.dayStartsAt?.();
    const signed = { deed, clientId, doneAt: now, doneOn: dateHere(now, dayStartsAt) };
    const kept: Kept = { ...signed, ...(dayStartsAt !== undefined && { dayStartsAt }), place };
    this.lastPlace = place;
    // It is shown at once; what the shelf does not take is not shown any more.
    this.fresh.set(kept.clientId, kept);
    this.show(this.items);
    const done = (): boolean => this.fresh.delete(kept.clientId);
    await this.change(async (all) => {
      const waiting = all.filter((one) => !one.refusal);
      const outdated = waiting.filter((one) => one.clientId !== this.sending && outdates(kept, one));
      if (waiting.length - outdated.length >= WAITING_MAX) throw new OutboxFull();
      // The newer word has an id of its own: whoever sends the older one meanwhile does not take it away.
      for (const one of outdated) await this.options.shelf.remove(one.clientId);
      await this.options.shelf.put({ ...kept, place: this.nextPlace(all, place) });
    }, done);
    this.nudge();
    return kept.clientId;
  }

  /** Takes a deed back, and gives it; `undefined` if it is gone, or may be under way, here or in another tab. */
  async takeBack(clientId: string): Promise<Deed | undefined> {
    let deed: Deed | undefined;
    const take = (): Promise<void> =>
      this.change(async (all) => {
        if (clientId === this.sending) return;
        const kept = all.find((one) => one.clientId === clientId);
        await this.options.shelf.remove(clientId);
        deed = kept?.deed;
      });
    await this.turn.briefly(take, TAKE_BACK_WAIT_MS);
    return deed;
  }

  /** Puts a refused deed at the end of what waits, under the same id, and tries everything at once. */
  async again(clientId: string): Promise<void> {
    await this.change(async (all) => {
      const kept = all.find((one) => one.clientId === clientId);
      if (!kept?.refusal) return;
      const { refusal: _, ...rest } = kept;
      await this.options.shelf.put({ ...rest, place: this.nextPlace(all, this.now()) });
      this.aside.delete(clientId);
    });
    this.wake();
  }

  /** The network is back, or somebody signed in: try at once instead of waiting. */
  wake(): void {
    this.failures = 0;
    this.nudge();
  }

  /** Looks at the shelf again: another tab may have changed it. */
  refresh(): Promise<void> {
    return this.change(async () => undefined);
  }

  /** Resolves when nothing is under way: all is sent, refused, or waits for a better moment. */
  async settled(): Promise<void> {
    await this.changes;
    while (this.running) await this.running;
  }

  private nudge(): void {
    if (this.stopped) return;
    const now = this.now();
    // However the clock was set meanwhile, the rest is not longer than what was asked for.
    this.restUntil = Math.min(this.restUntil, now + this.restMs);
    if (now < this.restUntil) return this.runAfter(this.restUntil - now);
    stopTimer(this.retryTimer);
    void this.run();
  }

  private run(): Promise<void> {
    this.runAgain = true;
    this.running ??= this.runs().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async runs(): Promise<void> {
    while (this.runAgain && !this.stopped) {
      this.runAgain = false;
      // A shelf that cannot be read now is looked at again later, like a server that cannot be reached.
      await this.turn.take(() => this.sendAll()).catch(() => this.waitThenRun(undefined));
    }
  }

  private async sendAll(): Promise<void> {
    while (!this.stopped) {
      const next = await this.pick();
      if (!next || !(await this.sendOne(next))) return;
    }
  }

  /** What is sent next. It is under way from here on: whoever looks at the shelf afterwards knows. */
  private async pick(): Promise<OutboxItem | undefined> {
    let next: Kept | undefined;
    await this.change(async (all) => {
      next = inOrder(all).find((one) => !one.refusal);
      this.sending = next?.clientId;
    });
    return next && this.shown(next);
  }

  /** `false` if the rest has to wait. */
  private async sendOne(item: OutboxItem): Promise<boolean> {
    const { clientId, deed } = item;
    const outcome = await this.options.send(item, this.now()).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    if ('answer' in outcome) {
      this.failures = 0;
      this.restUntil = 0;
      const sent = { kind: 'sent', clientId, deed, answer: outcome.answer } as OutboxEvent;
      await this.settle(
        () => this.options.shelf.remove(clientId),
        () => this.tell(sent),
      );
      return true;
    }
    const refusal = refusalOf(outcome.error);
    if (refusal) {
      await this.setAside(item, refusal);
      this.tell({ kind: 'refused', item: { ...item, state: 'refused', refusal, why: refusal.message }, refusal });
      return true;
    }
    this.whys.set(clientId, sentenceOf(outcome.error));
    await this.settle(async () => undefined);
    this.waitThenRun(outcome.error);
    return false;
  }

  private async settle(work: () => Promise<void>, then?: () => void): Promise<void> {
    try {
      await this.change(async () => {
        this.sending = undefined;
        await work();
      }, then);
    } finally {
      this.sending = undefined;
    }
  }

  /** Written down if that is possible; in any case it is not sent again, and nothing waits for it. */
  private async setAside(kept: Kept, refusal: Refusal): Promise<void> {
    const { clientId } = kept;
    const refused: Kept = { ...bare(kept), refusal };
    this.aside.set(clientId, refused);
    const write = async (): Promise<void> => {
      const others = this.items.filter((one) => one.refusal && one.clientId !== clientId);
      const tooMany = others.slice(0, Math.max(0, others.length + 1 - REFUSED_MAX));
      for (const one of tooMany) await this.options.shelf.remove(one.clientId);
      await this.options.shelf.put(refused);
      this.aside.delete(clientId);
    };
    await this.settle(write).catch(() => undefined);
  }

  private waitThenRun(error: unknown): void {
    // Who is signed out sends nothing until they sign in: `wake`.
    if (error instanceof CallFailed && error.code === 'UNAUTHORIZED') return;
    this.runAgain = false;
    const asked = error instanceof CallFailed ? (error.retryAfterMs ?? 0) : 0;
    const wait = waitMs(this.failures, this.options.timing ?? TIMING, this.options.random ?? Math.random);
    this.failures += 1;
    this.restMs = asked;
    this.restUntil = this.now() + asked;
    if (!this.stopped) this.runAfter(Math.max(asked, wait));
  }

  private runAfter(ms: number): void {
    stopTimer(this.retryTimer);
    this.retryTimer = startTimer(() => {
      this.restUntil = 0;
      void this.run();
    }, ms);
  }

  /** One change after the other, each on the shelf as it then is; `then` in the same moment as it is shown. */
  private change(work: (all: readonly Kept[]) => Promise<unknown>, then?: () => void): Promise<void> {
    const turn = async (): Promise<void> => {
      try {
        await work(await this.read());
      } finally {
        const all = await this.read().catch(() => this.items.map((one) => this.aside.get(one.clientId) ?? one));
        then?.();
        this.show(inOrder(all));
      }
    };
    const done = this.changes.then(turn, turn);
    this.changes = done.catch(() => undefined);
    return done;
  }

  /** The shelf, and what it had no room for. */
  private async read(): Promise<readonly Kept[]> {
    const all = await this.options.shelf.read();
    for (const id of this.aside.keys()) if (!all.some((one) => one.clientId === id)) this.aside.delete(id);
    return all.map((one) => this.aside.get(one.clientId) ?? one);
  }

  private show(kept: readonly Kept[]): void {
    const known = kept.filter(({ clientId }) => !this.fresh.has(clientId));
    const items = [...known, ...this.fresh.values()].map((one) => this.shown(one));
    const isSame = items.length === this.items.length && items.every((item, at) => isAlike(item, this.items[at]));
    if (isSame) return;
    this.items = items;
    for (const id of this.whys.keys()) if (!items.some((item) => item.clientId === id)) this.whys.delete(id);
    this.tell({ kind: 'changed' });
  }

  private shown(one: Kept): OutboxItem {
    const kept = bare(one);
    const { refusal } = one;
    if (refusal) return { ...kept, refusal, state: 'refused', why: refusal.message };
    const why = this.whys.get(one.clientId);
    const state = one.clientId === this.sending ? 'sending' : 'waiting';
    return { ...kept, state, ...(why !== undefined && { why }) };
  }

  /** Behind all others, also after the clock was set back; not before `place`. */
  private nextPlace(all: readonly Kept[], place: number): number {
    const behind = Math.max(place, ...all.map((one) => one.place + 1));
    this.lastPlace = Math.max(this.lastPlace, behind);
    return behind;
  }

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }

  private tell(event: OutboxEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}

/** What the server does not want, now or ever. Without an answer of Kith, or a good token, it is not known. */
function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof CallFailed) || error.temporary) return undefined;
  if (error.code === undefined || error.code === 'UNAUTHORIZED') return undefined;
  return { code: error.code, message: error.message };
}

/** What is kept of a deed, without what came of it. */
function bare({ deed, clientId, doneAt, doneOn, dayStartsAt, place }: Kept): Kept {
  return { deed, clientId, doneAt, doneOn, ...(dayStartsAt !== undefined && { dayStartsAt }), place };
}

function inOrder(kept: readonly Kept[]): Kept[] {
  return [...kept].sort((one, other) => one.place - other.place || (one.clientId < other.clientId ? -1 : 1));
}

function isAlike(one: OutboxItem, other: OutboxItem | undefined): boolean {
  return (
    one.clientId === other?.clientId && one.place === other.place && one.state === other.state && one.why === other.why
  );
}
