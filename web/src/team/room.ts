// What the page knows of the team it is in, apart from the posts: who is here, how many new posts wait, the shared win.
// It lives as long as the team is open, whichever page is shown. It knows no React.
import {
  type LiveConnection,
  type LiveEvent,
  type NewPosts,
  type PostId,
  type Presence,
  type Room,
  team,
  type TeamId,
  type Ticker,
  type UserId,
} from '@kith/client';
import { afterCounting, afterHearing, afterLoading, afterOwn, NOTHING_WAITS, type Waiting } from './new-posts';

export interface RoomState {
  /** Who is here, as the socket last said. */
  readonly presence: Presence | undefined;
  readonly ticker: Ticker | undefined;
  readonly waiting: Waiting;
  /** Why this person may not be here. */
  readonly refused: string | undefined;
}

/** What a room asks of the posts that the page holds. */
export interface RoomDoors {
  likesChanged(post: PostId, likeCount: number): void;
  pinsChanged(): void;
  /** The reader wrote this, maybe on another device. */
  ownPostHeard(post: PostId): void;
  /** Something may have been missed: ask how things stand. */
  stale(): void;
}

export class TeamRoom {
  private state: RoomState = { presence: undefined, ticker: undefined, waiting: NOTHING_WAITS, refused: undefined };
  private readonly listeners = new Set<() => void>();
  private stopListening: (() => void) | undefined;
  private isFeedLoaded = false;
  private wasStale = false;

  constructor(
    readonly teamId: TeamId,
    private readonly reader: UserId,
    private readonly connection: LiveConnection,
    private readonly doors: RoomDoors,
  ) {}

  readonly get = (): RoomState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    this.stopListening = this.connection.on((event) => this.hear(event));
    this.connection.enter(team(this.teamId));
  }

  close(): void {
    this.stopListening?.();
    this.connection.leave(team(this.teamId));
  }

  /** The feed is shown up to `newestSeq`. */
  feedLoaded(newestSeq: number): void {
    this.isFeedLoaded = true;
    this.change({ waiting: afterLoading(this.state.waiting, newestSeq) });
    if (this.wasStale) this.tellStale();
  }

  postsCounted(polled: NewPosts, ownSeqs: readonly number[]): void {
    this.change({ waiting: afterCounting(this.state.waiting, polled, ownSeqs) });
  }

  ownShown(seq: number): void {
    this.change({ waiting: afterOwn(this.state.waiting, seq) });
  }

  tickerPolled(ticker: Ticker): void {
    this.change({ ticker });
  }

  private hear(event: LiveEvent): void {
    switch (event.kind) {
      case 'message':
        this.hearMessage(event.message);
        break;
      case 'stale':
        if (this.isHere(event.room)) this.tellStale();
        break;
      case 'refused':
        if (this.isHere(event.room)) this.change({ refused: event.message });
        break;
      case 'status':
      case 'resumed':
      case 'ended':
        break;
    }
  }

  private hearMessage(message: Extract<LiveEvent, { kind: 'message' }>['message']): void {
    if ('teamId' in message && message.teamId !== this.teamId) return;
    switch (message.type) {
      case 'JOINED_TEAM':
        // Counts of likes are not told again after a loss.
        if (this.state.presence) this.tellStale();
        this.change({ presence: message.presence, ...(message.ticker && { ticker: message.ticker }) });
        break;
      case 'PRESENCE_UPDATE': {
        const { count, activeCoaches, here } = message;
        this.change({ presence: { count, activeCoaches, ...(here && { here }) } });
        break;
      }
      case 'TICKER':
        this.change({ ticker: { title: message.title, body: message.body, at: message.at } });
        break;
      case 'NEW_POST':
        if (message.authorId === this.reader) this.doors.ownPostHeard(message.postId);
        else this.change({ waiting: afterHearing(this.state.waiting, message.seq) });
        break;
      case 'LIVE_NOTIFICATION':
      case 'POST_UNPINNED':
        this.doors.pinsChanged();
        break;
      case 'LIKE_UPDATE':
        this.doors.likesChanged(message.postId, message.likeCount);
        break;
      case 'LIVE_CHEER':
      case 'ACK':
      case 'ERROR':
        break;
    }
  }

  private isHere({ kind, id }: Room): boolean {
    return kind === 'team' && id === this.teamId;
  }

  /** A feed that is still on its way is asked about once it is here: it may have set out before the room was joined. */
  private tellStale(): void {
    this.wasStale = !this.isFeedLoaded;
    if (this.isFeedLoaded) this.doors.stale();
  }

  private change(part: Partial<RoomState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}
