// The rooms that a connection is in: how far each feed was heard, and when a missing entry is no longer waited for.
import { startTimer, stopTimer, type Timer } from '../platform.ts';
import { FeedCursor } from './cursor.ts';
import type { StaleWhy } from './events.ts';
import type { Said, Told } from './messages.ts';
import { enterCommand, keyOf, pact, placeOf, type Room, type Standing, standingOf } from './room.ts';

/** So many rooms that were left are remembered; beyond, the oldest is forgotten and may be entered by the server. */
export const LEFT_MAX = 256;

interface Stay {
  readonly room: Room;
  readonly cursor: FeedCursor;
  gapTimer?: Timer | undefined;
}

/** Whom to tell what becomes of rooms. */
export interface RoomsEars {
  /** What is shown of a room may be stale. */
  stale(room: Room, why: StaleWhy): void;
  /** The server let us into a room that we left. */
  unwanted(room: Room): void;
}

export class Rooms {
  private readonly stays = new Map<string, Stay>();
  private readonly left = new Set<string>();

  constructor(
    /** How long a missing entry may be on its way, in milliseconds. */
    private readonly gapMs: number,
    private readonly ears: RoomsEars,
  ) {}

  get all(): Room[] {
    return Array.from(this.stays.values(), ({ room }) => room);
  }

  /** `false` if it is there already. */
  add(room: Room): boolean {
    const key = keyOf(room);
    this.left.delete(key);
    if (this.stays.has(key)) return false;
    this.stays.set(key, { room, cursor: new FeedCursor() });
    return true;
  }

  /** Leaves a room for good; `false` if it is not there. */
  remove(room: Room): boolean {
    this.left.add(keyOf(room));
    const [oldest] = this.left;
    if (this.left.size > LEFT_MAX && oldest !== undefined) this.left.delete(oldest);
    return this.drop(room);
  }

  /** Forgets a room. */
  drop(room: Room): boolean {
    stopTimer(this.stays.get(keyOf(room))?.gapTimer);
    return this.stays.delete(keyOf(room));
  }

  clear(): void {
    this.pause();
    this.stays.clear();
    this.left.clear();
  }

  /** The command that enters a room where it was left off. */
  enterCommand(room: Room): Said | undefined {
    const cursor = this.stays.get(keyOf(room))?.cursor;
    if (!cursor) return undefined;
    const from = cursor.epoch === undefined ? {} : { since: cursor.seq, epoch: cursor.epoch };
    return enterCommand(room, from);
  }

  /** Takes note of a message; `false` if it must not be told, again or at all. */
  isNews(message: Told): boolean {
    // Unasked: whoever is in the pact no more is out of its room.
    if (message.type === 'LEFT_PACT' && message.ref === undefined) this.drop(pact(message.pactId));
    const standing = standingOf(message);
    if (standing) return this.isEntered(standing);
    const place = placeOf(message);
    if (!place) return true;
    const stay = this.stays.get(keyOf(place.room));
    if (!stay) return false;
    const { cursor } = stay;
    const isNews = place.about === undefined ? cursor.hear(place.seq) : cursor.hearAbout(place.seq, place.about);
    this.watchGap(stay);
    return isNews;
  }

  /** The connection is gone: what is missing will be told when the room is entered again. */
  pause(): void {
    for (const stay of this.stays.values()) {
      stopTimer(stay.gapTimer);
      stay.gapTimer = undefined;
    }
  }

  private isEntered(standing: Standing): boolean {
    const key = keyOf(standing.room);
    if (!this.stays.has(key) && this.left.has(key)) {
      if (!standing.isAnswer) this.ears.unwanted(standing.room);
      return false;
    }
    // The server lets its guests into rooms by itself: those are kept, and resumed, like the others.
    this.add(standing.room);
    const stay = this.stays.get(key);
    if (!stay) return false;
    const { cursor } = stay;
    const isFirst = cursor.epoch === undefined;
    if (isFirst || standing.resync || standing.epoch !== cursor.epoch) {
      cursor.restart(standing.epoch, standing.seq);
      this.ears.stale(standing.room, isFirst ? 'first-join' : 'resync');
    } else {
      cursor.expect(standing.seq);
      this.watchGap(stay);
    }
    return true;
  }

  private watchGap(stay: Stay): void {
    if (stay.cursor.isFull) this.giveUpGap(stay);
    if (!stay.cursor.hasGap || stay.gapTimer !== undefined) return;
    stay.gapTimer = startTimer(() => this.giveUpGap(stay), this.gapMs);
  }

  private giveUpGap(stay: Stay): void {
    stopTimer(stay.gapTimer);
    stay.gapTimer = undefined;
    if (!stay.cursor.hasGap) return;
    stay.cursor.skipGap();
    this.ears.stale(stay.room, 'gap');
  }
}
