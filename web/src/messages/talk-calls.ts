// The calls of the conversations: all of them with their last lines, what was said in one, and how far it was read.
import { api, call } from '../api/call';
import type {
  Conversation,
  DirectMessages,
  Forum,
  ForumBody,
  ForumId,
  ForumMessages,
  Forums,
  ForumSummary,
  UserId,
} from '@kith/client';
import { fromDirect, fromRoom, type Line, type Talk, type TalkKey } from './talk';

export const talkKeys = {
  forums: ['forums'] as const,
  forum: (forum: ForumId) => ['forum', forum] as const,
  /** The lines of a talk, in pages. */
  lines: (talk: TalkKey) => ['talk', talk] as const,
  /** All talks with their last lines. */
  list: ['talks'] as const,
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

/** So many conversations are listed. */
const LISTED_MAX = 300;

/** Newest first: the page before `before`, and those after it. */
export async function fetchConversations(before?: string, known = 0): Promise<Conversation[]> {
  const { conversations, next } = await api.messages.fetchConversations(before);
  const count = known + conversations.length;
  if (next === null || count >= LISTED_MAX) return conversations;
  return [...conversations, ...(await fetchConversations(next, count))];
}

export async function fetchLines(talk: Talk, reader: UserId, before?: string): Promise<LinePage> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (before !== undefined) query.set('before', before);
  if (talk.kind === 'person') {
    const page = await call<DirectMessages>('GET', `/direct-messages/${talk.id}?${query}`);
    return { lines: page.messages.map((message) => fromDirect(message, reader)), next: page.next };
  }
  const page = await call<ForumMessages>('GET', `/forums/${talk.id}/messages?${query}`);
  const lines = page.messages.map((message) => fromRoom(message, reader)).filter((line) => line !== undefined);
  return { lines, next: page.next };
}

/** Marks a talk as read up to this line, for all devices of the reader. */
export const markRead = ({ kind, id }: Talk, seq: number): Promise<unknown> =>
  kind === 'person' ? api.messages.readDirectMessages(id, seq) : api.forums.readForum(id, seq);
