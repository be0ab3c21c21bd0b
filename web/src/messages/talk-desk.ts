// All that lives as long as somebody is signed in: how far each conversation was read, and their own messages on their
// way. It is put together once, so that a message that is sent goes on being sent when the page changes.
import type { QueryClient } from '@tanstack/react-query';
import { announcer } from '../design/announcer';
import type { Deed, DirectMessage, Outbox, RoomMessage, Sent, User } from '@kith/client';
import { OwnWords } from '../live/own-words';
import { type LinePages, withLine, withNewest } from './line-pages';
import type { TalkDoors } from './live-talks';
import { fromDirect, fromRoom, type Line, type Talk, type TalkKey, talkKey } from './talk';
import { fetchLines, talkKeys } from './talk-calls';
import { UnreadStore } from './unread-store';

export class TalkDesk implements TalkDoors {
  readonly unread: UnreadStore;
  private readonly outboxes = new Map<TalkKey, OwnWords>();

  constructor(
    readonly me: User,
    private readonly client: QueryClient,
    private readonly outbox: Outbox,
  ) {
    this.unread = new UnreadStore(localStorage, `kith.read.${me.id}`);
  }

  heard(talk: Talk, line: Line): void {
    const key = talkKey(talk);
    if (line.isMine) {
      this.unread.read(key, line.seq);
      // What one has just sent can be told before it is answered: not beside itself while it is on its way.
      void this.outboxOf(talk)
        .settled()
        .then(() => this.show(key, line));
    } else {
      this.show(key, line);
      this.unread.heard(key, line.seq);
      announcer.say('messages', `New message from ${line.authorName}`);
    }
  }

  joined(talk: Talk, seq: number): void {
    const key = talkKey(talk);
    this.unread.joined(key, seq);
    const newest = this.pages(key)?.pages[0]?.lines[0]?.seq ?? 0;
    if (this.pages(key) && newest < seq) void this.catchUp(talk).catch(ignoreOutage);
  }

  /** Fetches what may have been missed in a talk that is loaded. */
  async catchUp(talk: Talk): Promise<void> {
    const key = talkKey(talk);
    if (!this.pages(key)) return;
    const newest = await fetchLines(talk, this.me.id);
    this.client.setQueryData<LinePages>(talkKeys.lines(key), (pages) => pages && withNewest(pages, newest));
    const [last] = newest.lines;
    if (last) this.client.setQueryData<Line | null>(talkKeys.last(key), last);
  }

  outboxOf(talk: Talk): OwnWords {
    const key = talkKey(talk);
    const known = this.outboxes.get(key);
    if (known) return known;
    const outbox = ownLinesTo(talk, this.outbox, (answer) => {
      const line =
        talk.kind === 'person'
          ? fromDirect(answer as DirectMessage, this.me.id)
          : fromRoom(answer as RoomMessage, this.me.id);
      if (line) this.heard(talk, line);
    });
    outbox.open();
    this.outboxes.set(key, outbox);
    return outbox;
  }

  private show(key: TalkKey, line: Line): void {
    this.client.setQueryData<LinePages>(talkKeys.lines(key), (pages) => pages && withLine(pages, line));
    this.client.setQueryData<Line | null>(talkKeys.last(key), (last) => (last && last.seq > line.seq ? last : line));
  }

  private pages(key: TalkKey): LinePages | undefined {
    return this.client.getQueryData<LinePages>(talkKeys.lines(key));
  }
}

/** The reader's own words in one talk, on their way. */
function ownLinesTo({ kind, id }: Talk, outbox: Outbox, sent: (answer: Sent['answer']) => void): OwnWords {
  const deedOf = (message: string): Deed =>
    kind === 'person'
      ? { kind: 'direct-message', userId: id, message }
      : { kind: 'forum-message', forumId: id, message };
  const bodyOf = (deed: Deed): string | undefined => {
    const isHere =
      kind === 'person'
        ? deed.kind === 'direct-message' && deed.userId === id
        : deed.kind === 'forum-message' && deed.forumId === id;
    return isHere && 'message' in deed ? deed.message : undefined;
  };
  return new OwnWords(outbox, { deedOf, bodyOf, sent });
}

function ignoreOutage(): void {
  // What is shown stays; the next connection asks again.
}
