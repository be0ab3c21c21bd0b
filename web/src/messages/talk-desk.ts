// All that lives as long as somebody is signed in: the list of conversations, how far each was read, and their own
// messages on their way. It is put together once, so that a message that is sent goes on being sent when the page changes.
import type { QueryClient } from '@tanstack/react-query';
import { announcer } from '../design/announcer';
import type { Deed, DirectMessage, Outbox, RoomMessage, Sent, User } from '@kith/client';
import { OwnWords } from '../live/own-words';
import { type LinePages, withLine, withNewest } from './line-pages';
import type { TalkDoors } from './live-talks';
import { fromDirect, fromRoom, type Line, type Talk, type TalkKey, talkKey } from './talk';
import { ReadMarks } from './read-marks';
import { fetchConversations, fetchLines, markRead, talkKeys } from './talk-calls';
import { fromConversation, type Heard, inList, type ListedTalk, withHeard, withRead } from './talk-list';

/** So many lines are kept in mind that may be missing in a list that was asked for before they were said. */
const HEARD_MAX = 100;

export class TalkDesk implements TalkDoors {
  private readonly outboxes = new Map<TalkKey, OwnWords>();
  private readonly marks = new ReadMarks(markRead);
  private lately: readonly Heard[] = [];

  constructor(
    readonly me: User,
    private readonly client: QueryClient,
    private readonly outbox: Outbox,
  ) {}

  /** All conversations as the server has them, with what was heard and read here meanwhile. */
  readonly fetchList = async (): Promise<readonly ListedTalk[]> => {
    const told = (await fetchConversations()).map((one) => fromConversation(one, this.me.id));
    const heard = this.lately.reduce<readonly ListedTalk[]>((list, one) => withHeard(list, one) ?? list, told);
    return heard.reduce((list, { talk }) => withRead(list, talk, this.marks.upTo(talkKey(talk))), heard);
  };

  /** How many lines of a talk are unread; `undefined` while the list is not loaded. */
  unreadNow(talk: Talk): number | undefined {
    const list = this.client.getQueryData<readonly ListedTalk[]>(talkKeys.list);
    return list && (inList(list, talk)?.unread ?? 0);
  }

  /** The same, once it is known. */
  async unreadOf(talk: Talk): Promise<number> {
    const list = await this.list();
    return (list && inList(list, talk)?.unread) ?? 0;
  }

  /** The reader has seen the line of this number. It is marked when it is known what was unread until then. */
  read(talk: Talk, seq: number): void {
    void this.list().then(() => {
      this.marks.read(talk, seq);
      this.client.setQueryData<readonly ListedTalk[]>(talkKeys.list, (list) => list && withRead(list, talk, seq));
    });
  }

  /** Asks anew what is unread: the reader is back, and may have read on another device. */
  look(): void {
    this.marks.tellAgain();
    void this.client.invalidateQueries({ queryKey: talkKeys.list });
  }

  heard(talk: Talk, line: Line): void {
    this.lately = [...this.lately, { talk, line }].slice(-HEARD_MAX);
    if (line.isMine) {
      // What one has just sent can be told before it is answered: not beside itself while it is on its way.
      void this.outboxOf(talk)
        .settled()
        .then(() => this.show(talk, line));
    } else {
      this.show(talk, line);
      announcer.say('messages', `New message from ${line.authorName}`);
    }
  }

  joined(talk: Talk, seq: number): void {
    const key = talkKey(talk);
    const newest = this.pages(key)?.pages[0]?.lines[0]?.seq ?? 0;
    if (this.pages(key) && newest < seq) void this.catchUp(talk).catch(ignoreOutage);
  }

  /** Fetches what may have been missed in a talk that is loaded. */
  async catchUp(talk: Talk): Promise<void> {
    const key = talkKey(talk);
    if (!this.pages(key)) return;
    const newest = await fetchLines(talk, this.me.id);
    this.client.setQueryData<LinePages>(talkKeys.lines(key), (pages) => pages && withNewest(pages, newest));
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

  private show(talk: Talk, line: Line): void {
    const { client } = this;
    client.setQueryData<LinePages>(talkKeys.lines(talkKey(talk)), (pages) => pages && withLine(pages, line));
    const list = client.getQueryData<readonly ListedTalk[]>(talkKeys.list);
    const after = list && withHeard(list, { talk, line });
    if (after) client.setQueryData(talkKeys.list, after);
    // A talk that has just begun.
    else if (list) this.look();
  }

  /** `undefined` if it cannot be had. */
  private list(): Promise<readonly ListedTalk[] | undefined> {
    const asked = this.client.ensureQueryData({ queryKey: talkKeys.list, queryFn: this.fetchList });
    return asked.catch(() => undefined);
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
