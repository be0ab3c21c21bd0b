// The teams that a connection is in: how far each feed was heard, and when a missing entry is no longer waited for.
import type { ClientMessage, ServerMessage, TeamId } from '../protocol/types';
import { FeedCursor } from './cursor';
import type { StaleWhy } from './events';

interface Room {
  readonly cursor: FeedCursor;
  gapTimer?: ReturnType<typeof setTimeout> | undefined;
}

export class Rooms {
  private readonly rooms = new Map<TeamId, Room>();

  constructor(
    /** How long a missing entry may be on its way, in milliseconds. */
    private readonly gapMs: number,
    private readonly tellStale: (teamId: TeamId, why: StaleWhy) => void,
  ) {}

  get ids(): TeamId[] {
    return [...this.rooms.keys()];
  }

  /** `false` if it is there already. */
  add(teamId: TeamId): boolean {
    if (this.rooms.has(teamId)) return false;
    this.rooms.set(teamId, { cursor: new FeedCursor() });
    return true;
  }

  /** `false` if it is not there. */
  remove(teamId: TeamId): boolean {
    clearTimeout(this.rooms.get(teamId)?.gapTimer);
    return this.rooms.delete(teamId);
  }

  /** The command that enters a room where it was left. */
  joinCommand(teamId: TeamId): ClientMessage | undefined {
    const cursor = this.rooms.get(teamId)?.cursor;
    if (!cursor) return undefined;
    const from = cursor.epoch === undefined ? {} : { since: cursor.seq, epoch: cursor.epoch };
    return { type: 'JOIN_TEAM', teamId, ...from };
  }

  joined(message: Extract<ServerMessage, { type: 'JOINED_TEAM' }>): void {
    const room = this.rooms.get(message.teamId);
    if (!room) return;
    const { cursor } = room;
    const isFirst = cursor.epoch === undefined;
    if (isFirst || message.resync || message.epoch !== cursor.epoch) {
      cursor.restart(message.epoch, message.seq);
      this.tellStale(message.teamId, isFirst ? 'first-join' : 'resync');
    } else {
      cursor.expect(message.seq);
      this.watchGap(message.teamId, room);
    }
  }

  /** Takes note of a feed entry; `false` if it must not be told, again or at all. */
  isNews(entry: { teamId: TeamId; seq: number }): boolean {
    const room = this.rooms.get(entry.teamId);
    if (!room?.cursor.hear(entry.seq)) return false;
    this.watchGap(entry.teamId, room);
    return true;
  }

  /** The connection is gone: what is missing will be told at the next join. */
  pause(): void {
    for (const room of this.rooms.values()) {
      clearTimeout(room.gapTimer);
      room.gapTimer = undefined;
    }
  }

  private watchGap(teamId: TeamId, room: Room): void {
    if (!room.cursor.hasGap || room.gapTimer !== undefined) return;
    room.gapTimer = setTimeout(() => {
      room.gapTimer = undefined;
      if (!room.cursor.hasGap) return;
      room.cursor.skipGap();
      this.tellStale(teamId, 'gap');
    }, this.gapMs);
  }
}
