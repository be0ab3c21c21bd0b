// The golden files that the server's tests read too: both sides agree on every message, to the letter.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type {
  Addressee,
  ConnectionAnswer,
  ConnectionAsk,
  EarlierSession,
  NotificationMark,
  RecordedReaction,
  NewCheckin,
  Reference,
  SessionDetails,
  SocketDetails,
} from '../protocol/types.ts';
import { plainOf, serverAction } from './action.ts';
import { type Check, type Fields, isCount, isEither, isFlag, isOneOf, isRecordOf, isText, orAbsent } from './checks.ts';
import { CHEER_ICONS, decode, KINDS, recognize } from './decode.ts';
import { encode } from './encode.ts';
import type { Said, Told } from './messages.ts';
import { pactChecks } from './pact-checks.ts';

const GOLDEN = new URL('../../../../crates/protocol/golden/', import.meta.url);

function golden(folder: string): [string, string][] {
  const folderUrl = new URL(`${folder}/`, GOLDEN);
  const names = readdirSync(folderUrl).filter((name) => name.endsWith('.json'));
  return names.map((name) => [name, readFileSync(new URL(name, folderUrl), 'utf8').trim()]);
}

type Kind = Said['type'];
type Marked<K extends Kind> = Extract<Said, { type: K }> & { ref?: Reference };

const isRecorded = isRecordOf<RecordedReaction>({ momentId: orAbsent(isText), userHasLiked: orAbsent(isFlag) });

const ref = orAbsent(isEither(isCount, isText));

/** The fields of a check-in to log. */
const newCheckin: Fields<NewCheckin> = {
  habitGoalId: isText,
  pactId: orAbsent(isText),
  status: isOneOf(['completed', 'partial', 'skipped']),
  day: orAbsent(isText),
  notes: orAbsent(isText),
  clientId: orAbsent(isText),
};

/** A client message added to the protocol stops the build here until it is listed. */
const clientChecks: { [K in Kind]: Check<Marked<K>> } = {
  JOIN_TEAM: isRecordOf<Marked<'JOIN_TEAM'>>({
    type: isOneOf(['JOIN_TEAM']),
    teamId: isText,
    since: orAbsent(isCount),
    epoch: orAbsent(isText),
    ref,
  }),
  LEAVE_TEAM: isRecordOf<Marked<'LEAVE_TEAM'>>({ type: isOneOf(['LEAVE_TEAM']), teamId: isText, ref }),
  SEND_CHEER: isRecordOf<Marked<'SEND_CHEER'>>({
    type: isOneOf(['SEND_CHEER']),
    icon: isOneOf(CHEER_ICONS),
    teamId: orAbsent(isText),
    ref,
  }),
  POST_LIKE: isRecordOf<Marked<'POST_LIKE'>>({ type: isOneOf(['POST_LIKE']), postId: isText, ref }),
  POST_UNLIKE: isRecordOf<Marked<'POST_UNLIKE'>>({ type: isOneOf(['POST_UNLIKE']), postId: isText, ref }),
  LOGIN: isRecordOf<Marked<'LOGIN'>>({ type: isOneOf(['LOGIN']), ref }),
  LOGOUT: isRecordOf<Marked<'LOGOUT'>>({ type: isOneOf(['LOGOUT']), ref }),
  UPDATE_SESSION: isRecordOf<Marked<'UPDATE_SESSION'>>({
    type: isOneOf(['UPDATE_SESSION']),
    details: orAbsent(isRecordOf<SessionDetails>({ idToken: orAbsent(isText) })),
    socketDetails: orAbsent(
      isRecordOf<SocketDetails>({ session: orAbsent(isRecordOf<EarlierSession>({ id: orAbsent(isText) })) }),
    ),
    ref,
  }),
  REQUEST_ROOMS_LIST: isRecordOf<Marked<'REQUEST_ROOMS_LIST'>>({ type: isOneOf(['REQUEST_ROOMS_LIST']), ref }),
  JOIN_ROOM: isRecordOf<Marked<'JOIN_ROOM'>>({
    type: isOneOf(['JOIN_ROOM']),
    roomId: isText,
    since: orAbsent(isCount),
    epoch: orAbsent(isText),
    ref,
  }),
  EXIT_ROOM: isRecordOf<Marked<'EXIT_ROOM'>>({ type: isOneOf(['EXIT_ROOM']), roomId: isText, ref }),
  SEND_MESSAGE: isRecordOf<Marked<'SEND_MESSAGE'>>({
    type: isOneOf(['SEND_MESSAGE']),
    roomId: isText,
    message: isText,
    clientId: orAbsent(isText),
    ref,
  }),
  SEND_DIRECT_MESSAGE: isRecordOf<Marked<'SEND_DIRECT_MESSAGE'>>({
    type: isOneOf(['SEND_DIRECT_MESSAGE']),
    to: isRecordOf<Addressee>({ id: isText }),
    message: isText,
    clientId: orAbsent(isText),
    ref,
  }),
  UPDATE_NOTIFICATION: isRecordOf<Marked<'UPDATE_NOTIFICATION'>>({
    type: isOneOf(['UPDATE_NOTIFICATION']),
    notification: isRecordOf<NotificationMark>({ id: isText, isUnread: orAbsent(isFlag) }),
    ref,
  }),
  LOAD_ACTIVE_CONNECTIONS: isRecordOf<Marked<'LOAD_ACTIVE_CONNECTIONS'>>({
    type: isOneOf(['LOAD_ACTIVE_CONNECTIONS']),
    ref,
  }),
  CREATE_USER_CONNECTION: isRecordOf<Marked<'CREATE_USER_CONNECTION'>>({
    type: isOneOf(['CREATE_USER_CONNECTION']),
    connection: isRecordOf<ConnectionAsk>({ acceptingUserId: isText }),
    ref,
  }),
  UPDATE_USER_CONNECTION: isRecordOf<Marked<'UPDATE_USER_CONNECTION'>>({
    type: isOneOf(['UPDATE_USER_CONNECTION']),
    connection: isRecordOf<ConnectionAnswer>({
      otherUserId: isText,
      requestStatus: orAbsent(isOneOf(['pending', 'complete', 'denied', 'blocked'])),
      isConnectionBroken: orAbsent(isFlag),
    }),
    ref,
  }),
  CREATE_OR_UPDATE_REACTION: isRecordOf<Marked<'CREATE_OR_UPDATE_REACTION'>>({
    type: isOneOf(['CREATE_OR_UPDATE_REACTION']),
    postId: orAbsent(isText),
    messageId: orAbsent(isText),
    reaction: orAbsent(isOneOf(CHEER_ICONS)),
    takenBack: orAbsent(isFlag),
    momentReaction: orAbsent(isRecorded),
    spaceReaction: orAbsent(isRecorded),
    thoughtReaction: orAbsent(isRecorded),
    ref,
  }),
  JOIN_PACT: isRecordOf<Marked<'JOIN_PACT'>>({
    type: isOneOf(['JOIN_PACT']),
    pactId: isText,
    since: orAbsent(isCount),
    epoch: orAbsent(isText),
    ref,
  }),
  LEAVE_PACT: isRecordOf<Marked<'LEAVE_PACT'>>({ type: isOneOf(['LEAVE_PACT']), pactId: isText, ref }),
  LOG_CHECKIN: isRecordOf<Marked<'LOG_CHECKIN'>>({ type: isOneOf(['LOG_CHECKIN']), ...newCheckin, ref }),
  SEND_CELEBRATION: isRecordOf<Marked<'SEND_CELEBRATION'>>({
    type: isOneOf(['SEND_CELEBRATION']),
    checkinId: orAbsent(isText),
    pactId: orAbsent(isText),
    targetUserId: orAbsent(isText),
    message: orAbsent(isText),
    ref,
  }),
  SEND_ENCOURAGEMENT: isRecordOf<Marked<'SEND_ENCOURAGEMENT'>>({
    type: isOneOf(['SEND_ENCOURAGEMENT']),
    pactId: isText,
    targetUserId: isText,
    message: isText,
    ref,
  }),
};

describe('[GO1] golden files of the server', () => {
  it.each(golden('server'))('%s is read, nothing of it lost', (_name, frame) => {
    expect(decode(frame)).toEqual({ ok: true, message: JSON.parse(frame) });
  });

  it('[GO1] every kind of message has one', () => {
    const covered = new Set<unknown>(golden('server').map(([, frame]) => JSON.parse(frame).type));
    // The messages about pacts have theirs, all or none.
    const isPactCovered = Object.keys(pactChecks).some((kind) => covered.has(kind));
    const wanted = KINDS.filter((kind) => isPactCovered || !Object.hasOwn(pactChecks, kind));
    expect([...covered].sort()).toEqual([...wanted].sort());
  });

  it.each(golden('server'))('%s is refused, not thrown, with a field missing or of another type', (_name, frame) => {
    const message = JSON.parse(frame) as Record<string, unknown>;
    const kind = message['type'] as string;
    const optional = new Set(['ref', 'ticker', 'here', 'others', 'likedByMe', 'associationId', 'userConnection']);
    const more = kind === 'ACK' ? ['postId', 'likeCount', 'id', 'seq'] : [];
    if (kind.endsWith('_RECEIVED')) more.push('message');
    const friend = kind.startsWith('ACTIVE_CONNECTION') ? ['firstName', 'lastName', 'socketId', 'lastSeen'] : [];
    for (const field of Object.keys(message)) {
      const { [field]: _, ...without } = message;
      const isOptional = optional.has(field) || more.includes(field) || friend.includes(field);
      expect(decode(JSON.stringify(without)).ok, `without ${field}`).toBe(isOptional);
      expect(decode(JSON.stringify({ ...message, [field]: { odd: true } })).ok, `odd ${field}`).toBe(false);
    }
  });
});

describe('[GO1] golden file of the dialect of Socket.IO', () => {
  const rows = JSON.parse(readFileSync(new URL('action/server.json', GOLDEN), 'utf8')) as [Told, string][];

  it.each(rows.map(([message, text]) => [message.type, message, text] as const))('%s is read and written', (...row) => {
    const [, message, text] = row;
    expect(recognize(plainOf(JSON.parse(text)))).toEqual({ ok: true, message });
    const { ref: _, ...data } = (JSON.parse(text) as { data: Record<string, unknown> }).data;
    expect(serverAction(message)).toEqual({ type: `SERVER:${message.type}`, data });
  });
});

describe('[GO1] golden files of the client', () => {
  it.each(golden('client'))('%s is what this client writes', (_name, frame) => {
    const value: unknown = JSON.parse(frame);
    const kind = (value as { type: Kind }).type;
    const check: Check<Marked<Kind>> | undefined = clientChecks[kind];
    if (!check?.(value)) throw new Error(`${frame} is no Said`);
    const { ref: mark, ...message } = value;
    expect(encode(message as Said, mark)).toBe(frame);
  });
});

describe('frames that nobody knows', () => {
  it.each([
    ['not JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"SOMETHING_NEW"}'],
    ['the name of a method of every object', '{"type":"toString"}'],
    ['a client message', '{"type":"LEAVE_TEAM","teamId":"a"}'],
  ])('%s is refused, not thrown', (_name, frame) => {
    expect(decode(frame).ok).toBe(false);
  });

  it('bytes are refused', () => {
    expect(decode(new ArrayBuffer(2)).ok).toBe(false);
  });
});
