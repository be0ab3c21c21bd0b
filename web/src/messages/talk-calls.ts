// The calls of the conversations: the forums, what was said in them or between two, and saying something.
import { call } from '../api/call';
import type {
  DirectMessageBody,
  DirectMessages,
  Forum,
  ForumBody,
  ForumId,
  ForumMessageBody,
  ForumMessages,
  Forums,
  ForumSummary,
  NewMessage,
  UserId,
} from '@kith/client';
import { fromDirect, fromRoom, type Line, type Talk, type TalkKey } from './talk';

export const talkKeys = {
  forums: ['forums'] as const,
  forum: (forum: ForumId) => ['forum', forum] as const,
  /** The lines of a talk, in pages. */
  lines: (talk: TalkKey) => ['talk', talk] as const,
  /** The last line of a talk, for the list. */
  last: (talk: TalkKey) => ['talk-last', talk] as const,
};

/** Lines a page. */
const PAGE_SIZE = 30;

export const fetchForum = async (forum: ForumId): Promise<Forum> =>
  (await call<ForumBody>('GET', `/forums/${forum}`)).forum;

/** Newest first, as the server tells them. */
export interface LinePage {
  lines: Line[];
  next: string | null;
}

export const fetchForums = async (): Promise<ForumSummary[]> => (await call<Forums>('GET', '/forums')).forums;

export async function fetchLines(
  talk: Talk,
  reader: UserId,
  before?: string,
  limit: number = PAGE_SIZE,
): Promise<LinePage> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (before !== undefined) query.set('before', before);
  if (talk.kind === 'person') {
    const page = await call<DirectMessages>('GET', `/direct-messages/${talk.id}?${query}`);
    return { lines: page.messages.map((message) => fromDirect(message, reader)), next: page.next };
  }
  const page = await call<ForumMessages>('GET', `/forums/${talk.id}/messages?${query}`);
  const lines = page.messages.map((message) => fromRoom(message, reader)).filter((line) => line !== undefined);
  return { lines, next: page.next };
}

/** The same `clientId` again is the same message. */
export async function say(talk: Talk, message: NewMessage, reader: UserId): Promise<Line | undefined> {
  if (talk.kind === 'person') {
    const said = await call<DirectMessageBody>('POST', `/direct-messages/${talk.id}`, message);
    return fromDirect(said.message, reader);
  }
  const said = await call<ForumMessageBody>('POST', `/forums/${talk.id}/messages`, message);
  return fromRoom(said.message, reader);
}

export const markDirectRead = (user: UserId): Promise<unknown> => call('POST', `/direct-messages/${user}/read`);
