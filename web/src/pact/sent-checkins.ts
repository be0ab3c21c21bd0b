// The check-ins that were sent since the page was loaded, whichever page was open then: as which one each arrived, and
// which of them came late. It knows no React.
import type { CheckinId, CheckinLogged, CheckinStatus, HabitGoalId, Outbox, OutboxEvent } from '@kith/client';
import { keptCheckins } from './kept-checkins';
import type { Day } from './local-day';

/** So many are remembered at most; beyond, the oldest is forgotten. */
const REMEMBERED_MAX = 50;

export interface SentCheckin {
  readonly clientId: string;
  readonly id: CheckinId;
  readonly habitGoalId: HabitGoalId;
  readonly day: Day;
  readonly status: CheckinStatus;
  /** When it was said, in milliseconds since 1970 by this device. */
  readonly doneAt: number;
  /** Whether its date was over when it arrived, and nobody meant to fill that date in afterwards. */
  readonly cameLate: boolean;
}

export class SentCheckins {
  private sent: readonly SentCheckin[] = [];
  private waited: ReadonlySet<string> = new Set();
  private readonly listeners = new Set<() => void>();

  /** `today` says which date it is for the reader. */
  constructor(
    private readonly outbox: Outbox,
    private readonly today: () => Day,
  ) {}

  /** Listens from now on; the result stops that. */
  open(): () => void {
    this.look();
    return this.outbox.on((event) => this.hear(event));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The oldest first. */
  readonly get = (): readonly SentCheckin[] => this.sent;

  /** As which check-in something arrived. */
  find(clientId: string): CheckinId | undefined {
    return this.sent.find((one) => one.clientId === clientId)?.id;
  }

  private hear(event: OutboxEvent): void {
    if (event.kind === 'changed') this.look();
    if (event.kind !== 'sent' || event.deed.kind !== 'checkin') return;
    const { clientId, deed } = event;
    const { id, habitGoalId, day, status } = (event.answer as CheckinLogged).checkin;
    const doneAt = this.outbox.get().find((item) => item.clientId === clientId)?.doneAt ?? Date.now();
    // It is late now or never: tomorrow, what came today is not.
    const cameLate = day < this.today() && (deed.checkin.day === undefined || this.waited.has(clientId));
    this.sent = [...this.sent, { clientId, id, habitGoalId, day, status, doneAt, cameLate }].slice(-REMEMBERED_MAX);
    for (const listener of this.listeners) listener();
  }

  private look(): void {
    const waiting = keptCheckins(this.outbox.get()).filter(({ state }) => state === 'waiting');
    this.waited = new Set(waiting.map(({ clientId }) => clientId));
  }
}
