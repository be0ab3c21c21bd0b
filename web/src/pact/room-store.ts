// Keeps one open pact true: fetches it, joins its room where there is a connection, asks again where something was
// missed, and polls where there is none. It knows no React.
import { sentenceOf } from '../api/call';
import type { PactActivity, PactDetail, PactId, UserId } from '@kith/client';
import type { Day } from './local-day';
import { fetchActivities, fetchActivitiesSince, fetchConnections, fetchPact } from './pact-calls';
import type { PactWire, PactWireEvent } from './pact-live';
import { afterEvent, emptyRoom, joinRequest, type PactEvent, type PactRoom } from './pact-room';
import { serverClock } from './server-clock';

const POLL_MS = 20_000;
/** A pact of 90 days and 6 people has some hundred pages at most; so many are loaded at once for a calendar. */
const PAGES_BACK_MAX = 30;

export interface RoomState extends PactRoom {
  /** Why it could not be loaded. */
  readonly problem: string | undefined;
  readonly isLoading: boolean;
  readonly isLoadingEarlier: boolean;
}

export class PactRoomStore {
  private state: RoomState;
  private readonly listeners = new Set<() => void>();
  private stopHearing: (() => void) | undefined;
  private pollTimer: ReturnType<typeof setInterval> | undefined;
  private isAsking = false;
  /** While it was being asked for, more has happened. */
  private isAskedFor = false;

  constructor(
    readonly pactId: PactId,
    private readonly wire: PactWire | undefined,
    /** What is known of it from before; it is asked for again. */
    known?: PactDetail,
    private readonly changed: (detail: PactDetail) => void = ignore,
  ) {
    const room = emptyRoom(pactId);
    const start = known ? afterEvent(room, { kind: 'detail', detail: known }) : room;
    this.state = { ...start, problem: undefined, isLoading: true, isLoadingEarlier: false };
  }

  readonly get = (): RoomState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    void serverClock.learn();
    this.stopHearing = this.wire?.on((event) => this.hear(event));
    if (this.wire?.isLive) this.join();
    this.pollTimer = setInterval(() => this.poll(), POLL_MS);
    void this.load();
  }

  close(): void {
    this.stopHearing?.();
    clearInterval(this.pollTimer);
    this.wire?.send({ type: 'LEAVE_PACT', pactId: this.pactId });
  }

  /** Asks for everything, at first and after a failure. */
  async load(): Promise<void> {
    this.change({ isLoading: true, problem: undefined });
    try {
      const [detail, page] = await Promise.all([fetchPact(this.pactId), fetchActivities(this.pactId)]);
      this.apply({ kind: 'detail', detail });
      this.apply({ kind: 'page', page });
      this.changed(detail);
    } catch (error) {
      this.change({ problem: sentenceOf(error) });
    }
    this.change({ isLoading: false });
    if (!this.wire?.isLive) void this.askWhoWasHere();
  }

  /** Rejects with what went wrong. */
  async loadEarlier(): Promise<void> {
    const first = this.state.activities[0]?.seq;
    if (this.state.isLoadingEarlier || first === undefined || !this.state.hasEarlier) return;
    this.change({ isLoadingEarlier: true });
    try {
      this.apply({ kind: 'page', page: await fetchActivities(this.pactId, first) });
    } finally {
      this.change({ isLoadingEarlier: false });
    }
  }

  /** Loads entries until those of a date are there, as far as there are any; what fails is left out. */
  async loadBackTo(day: Day): Promise<void> {
    for (let pages = 0; pages < PAGES_BACK_MAX && this.isMissing(day); pages += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one page tells where the next one begins
      const isLoaded = await this.loadEarlier().then(
        () => true,
        () => false,
      );
      if (!isLoaded) return;
    }
  }

  /** The reader did something here: what it became is shown at once, the rest is asked for. */
  did(activity?: PactActivity): void {
    if (activity) this.apply({ kind: 'own', activity });
    void this.catchUp();
  }

  /** Asks for the entries that were missed, and for how everybody keeps the pact. */
  async catchUp(): Promise<void> {
    this.isAskedFor = this.isAsking;
    if (this.isAsking) return;
    this.isAsking = true;
    let isDone = false;
    try {
      const since = fetchActivitiesSince(this.pactId, this.state.heardTo);
      const [detail, page] = await Promise.all([fetchPact(this.pactId), since]);
      this.apply({ kind: 'caught-up', page });
      this.apply({ kind: 'detail', detail });
      this.changed(detail);
      isDone = true;
    } catch {
      // What is shown stays; the next poll or entry asks again.
    }
    this.isAsking = false;
    if (isDone && (this.isAskedFor || this.state.isBehind)) void this.catchUp();
  }

  private isMissing(day: Day): boolean {
    const first = this.state.activities[0];
    return this.state.hasEarlier && !this.state.isLoadingEarlier && first !== undefined && first.createdAt >= day;
  }

  private hear(event: PactWireEvent): void {
    if (event.kind === 'status') {
      if (event.isLive) this.join();
      else this.apply({ kind: 'lost' });
      return;
    }
    const at = new Date(serverClock.now()).toISOString();
    this.apply({ kind: 'message', message: event.message, at });
    if (this.state.isBehind || this.state.isStale) void this.catchUp();
  }

  private join(): void {
    this.wire?.send(joinRequest(this.state));
  }

  private poll(): void {
    if (this.wire?.isLive || document.visibilityState === 'hidden' || this.state.pact === undefined) return;
    void this.catchUp();
    void this.askWhoWasHere();
  }

  /** Friends tell when they were here last; without a room that is all there is. */
  private async askWhoWasHere(): Promise<void> {
    try {
      const lastSeen = new Map<UserId, string>();
      for (const { users, lastSeen: at } of await fetchConnections()) {
        for (const { id } of at === undefined ? [] : users) lastSeen.set(id, at ?? '');
      }
      this.apply({ kind: 'seen', lastSeen });
    } catch {
      // Then it is not said.
    }
  }

  private apply(event: PactEvent): void {
    const { problem, isLoading, isLoadingEarlier } = this.state;
    const room = afterEvent(this.state, event);
    if (room !== this.state) this.change({ ...room, problem, isLoading, isLoadingEarlier });
  }

  private change(part: Partial<RoomState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}

function ignore(): void {
  // Nobody keeps it.
}
