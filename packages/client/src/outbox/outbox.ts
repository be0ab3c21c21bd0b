// What a person did, on its way to the server: kept first, then sent in the order in which it was done, each under its
// own id until the server has it. It knows neither the page nor the store behind its shelf.
import { CallFailed, sentenceOf } from '../api/call.ts';
import { type Backoff, waitMs } from '../live/backoff.ts';
import { newClientId, startTimer, stopTimer, type Timer } from '../platform.ts';
import { type Deed, type DeedAnswers, type DeedKind, dateHere, outdates, type Send } from './deed.ts';
import type { Exclusive, Kept, Refusal, Shelf } from './shelf.ts';

/** So many deeds wait at most; another one is refused with `OutboxFull`, and nothing that waits is lost. */
export const WAITING_MAX = 500;
/** So many refused deeds are kept at most; beyond, the oldest is forgotten. */
export const REFUSED_MAX = 50;

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
  private readonly whys = new Map<string, string>();
  private sending: string | undefined;
  private running: Promise<void> | undefined;
  private runAgain = false;
  private stopped = true;
  private failures = 0;
  private restUntil = 0;
  private lastPlace = 0;
  private retryTimer: Timer | undefined;
  private changes: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Set<(event: OutboxEvent) => void>();

  constructor(private readonly options: OutboxOptions) {}

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

  /** Takes a deed back that is not under way, and gives it; `undefined` if it is gone. */
  async takeBack(clientId: string): Promise<Deed | undefined> {
    if (clientId === this.sending) return undefined;
    const deed = this.items.find((one) => one.clientId === clientId)?.deed;
    await this.change(() => this.options.shelf.remove(clientId));
    return deed;
  }

  /** Puts a refused deed at the end of what waits, under the same id, and tries everything at once. */
  async again(clientId: string): Promise<void> {
    await this.change(async (all) => {
      const kept = all.find((one) => one.clientId === clientId);
      if (!kept?.refusal) return;
      const { refusal: _, ...rest } = kept;
      await this.options.shelf.put({ ...rest, place: this.nextPlace(all, this.now()) });
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
    // The server asked for a rest: the timer wakes us after it.
    if (this.stopped || this.now() < this.restUntil) return;
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
    const exclusive: Exclusive = this.options.exclusive ?? ((_, work) => work());
    while (this.runAgain && !this.stopped) {
      this.runAgain = false;
      // A shelf that cannot be read now is looked at again later, like a server that cannot be reached.
      await exclusive(this.options.name, () => this.sendAll()).catch(() => this.waitThenRun(undefined));
    }
  }

  private async sendAll(): Promise<void> {
    while (!this.stopped) {
      await this.refresh();
      const next = this.items.find((one) => one.state !== 'refused');
      if (!next || !(await this.sendOne(next))) return;
    }
  }

  /** `false` if the rest has to wait. */
  private async sendOne(item: OutboxItem): Promise<boolean> {
    const { clientId, deed } = item;
    this.sending = clientId;
    this.show(this.items);
    const outcome = await this.options.send(item, this.now()).then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    if ('answer' in outcome) {
      this.failures = 0;
      const sent = { kind: 'sent', clientId, deed, answer: outcome.answer } as OutboxEvent;
      await this.settle(
        () => this.options.shelf.remove(clientId),
        () => this.tell(sent),
      );
      return true;
    }
    const refusal = refusalOf(outcome.error);
    if (refusal) {
      await this.settle(() => this.setAside(item, refusal));
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

  private async setAside(kept: Kept, refusal: Refusal): Promise<void> {
    await this.options.shelf.put({ ...bare(kept), refusal });
    const refused = this.items.filter((one) => one.refusal);
    const tooMany = refused.slice(0, Math.max(0, refused.length + 1 - REFUSED_MAX));
    for (const one of tooMany) await this.options.shelf.remove(one.clientId);
  }

  private waitThenRun(error: unknown): void {
    // Who is signed out sends nothing until they sign in: `wake`.
    if (error instanceof CallFailed && error.code === 'UNAUTHORIZED') return;
    this.runAgain = false;
    const asked = error instanceof CallFailed ? (error.retryAfterMs ?? 0) : 0;
    const wait = waitMs(this.failures, this.options.timing ?? TIMING, this.options.random ?? Math.random);
    this.failures += 1;
    this.restUntil = this.now() + asked;
    stopTimer(this.retryTimer);
    if (!this.stopped) this.retryTimer = startTimer(() => void this.run(), Math.max(asked, wait));
  }

  /** One change after the other, each on the shelf as it then is; `then` in the same moment as it is shown. */
  private change(work: (all: readonly Kept[]) => Promise<unknown>, then?: () => void): Promise<void> {
    const turn = async (): Promise<void> => {
      const { shelf } = this.options;
      try {
        await work(await shelf.read());
      } finally {
        const all = await shelf.read().catch(() => this.items);
        then?.();
        this.show(inOrder(all));
      }
    };
    const done = this.changes.then(turn, turn);
    this.changes = done.catch(() => undefined);
    return done;
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
