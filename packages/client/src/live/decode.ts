// Reads a frame of the server into a message, or says why it cannot. An unknown shape is refused, never thrown.
import type { CheerIcon, ErrorCode, Person, Presence, Reference, Role, Ticker } from '../protocol/types.ts';
import {
  type Check,
  isCount,
  isEither,
  isFlag,
  isListOf,
  isOneOf,
  isRecordOf,
  isText,
  isTime,
  orAbsent,
} from './checks.ts';
import type { Told } from './messages.ts';
import { pactChecks } from './pact-checks.ts';
import { peopleChecks } from './people-checks.ts';

/** What a frame turned out to be. */
export type Decoded = { ok: true; message: Told } | { ok: false; why: string };

/** The closed list of cheers, in the order in which they are offered. */
export const CHEER_ICONS = [
  'heart',
  'clap',
  'fire',
  'star',
  'high_five',
  'thumbs_up',
] as const satisfies readonly CheerIcon[];

const ERROR_CODES = [
  'BAD_MESSAGE',
  'UNAUTHORIZED',
  'NOT_A_MEMBER',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'TOO_LARGE',
  'TOO_FAST',
  'UNAVAILABLE',
] as const satisfies readonly ErrorCode[];

const isReference: Check<Reference> = isEither(Number.isSafeInteger as Check<number>, isText);
const isRole: Check<Role> = isOneOf(['coach', 'member']);
const isPerson = isRecordOf<Person>({ userId: isText, userName: isText, role: isRole });
const isTicker = isRecordOf<Ticker>({ title: isText, body: isText, at: isTime });

const presenceFields = { count: isCount, activeCoaches: isListOf(isText), here: orAbsent(isListOf(isPerson)) };

type Kind = Told['type'];
type Of<K extends Kind> = Extract<Told, { type: K }>;

// A kind added to the protocol stops the build here until it has a check.
const checks: { [K in Kind]: Check<Of<K>> } = {
  JOINED_TEAM: isRecordOf<Of<'JOINED_TEAM'>>({
    type: isOneOf(['JOINED_TEAM']),
    ref: orAbsent(isReference),
    teamId: isText,
    epoch: isText,
    seq: isCount,
    role: isRole,
    presence: isRecordOf<Presence>(presenceFields),
    ticker: orAbsent(isTicker),
    resync: isFlag,
  }),
  PRESENCE_UPDATE: isRecordOf<Of<'PRESENCE_UPDATE'>>({
    type: isOneOf(['PRESENCE_UPDATE']),
    teamId: isText,
    ...presenceFields,
  }),
  LIVE_CHEER: isRecordOf<Of<'LIVE_CHEER'>>({
    type: isOneOf(['LIVE_CHEER']),
    teamId: isText,
    userId: isText,
    userName: isText,
    icon: isOneOf(CHEER_ICONS),
    others: orAbsent(isCount),
  }),
  LIVE_NOTIFICATION: isRecordOf<Of<'LIVE_NOTIFICATION'>>({
    type: isOneOf(['LIVE_NOTIFICATION']),
    title: isText,
    body: isText,
    link: isText,
    teamId: isText,
    postId: isText,
    seq: isCount,
  }),
  POST_UNPINNED: isRecordOf<Of<'POST_UNPINNED'>>({ type: isOneOf(['POST_UNPINNED']), teamId: isText, postId: isText }),
  NEW_POST: isRecordOf<Of<'NEW_POST'>>({
    type: isOneOf(['NEW_POST']),
    teamId: isText,
    postId: isText,
    seq: isCount,
    authorId: isText,
  }),
  LIKE_UPDATE: isRecordOf<Of<'LIKE_UPDATE'>>({ type: isOneOf(['LIKE_UPDATE']), postId: isText, likeCount: isCount }),
  TICKER: isRecordOf<Of<'TICKER'>>({ type: isOneOf(['TICKER']), title: isText, body: isText, at: isTime }),
  ACK: isRecordOf<Of<'ACK'>>({
    type: isOneOf(['ACK']),
    ref: orAbsent(isReference),
    postId: orAbsent(isText),
    likeCount: orAbsent(isCount),
    likedByMe: orAbsent(isFlag),
    id: orAbsent(isText),
    seq: orAbsent(isCount),
  }),
  ERROR: isRecordOf<Of<'ERROR'>>({
    type: isOneOf(['ERROR']),
    code: isOneOf(ERROR_CODES),
    message: isText,
    ref: orAbsent(isReference),
    temporary: isFlag,
  }),
  ...peopleChecks,
  ...pactChecks,
};

/** All kinds of messages that this client knows. */
export const KINDS = Object.keys(checks) as readonly Kind[];

/** Reads one frame, as it came from the socket. */
export function decode(frame: unknown): Decoded {
  if (!isText(frame)) return { ok: false, why: 'not a text frame' };
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return { ok: false, why: 'not JSON' };
  }
  return recognize(value);
}

/** Tells which message a value is, as it stands in a frame of the plain dialect. */
export function recognize(value: unknown): Decoded {
  return isMessage(value) ? { ok: true, message: value } : { ok: false, why: 'not a message that this client knows' };
}

function isMessage(value: unknown): value is Told {
  if (typeof value !== 'object' || value === null || !('type' in value) || !isText(value.type)) return false;
  return Object.hasOwn(checks, value.type) && checks[value.type as Kind](value);
}
