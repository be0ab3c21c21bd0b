// @vitest-environment node
// The golden files that the server's tests read too: both sides agree on every message, to the letter.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ClientMessage, Reference, ServerMessage } from '../protocol/types';
import { type Check, isCount, isEither, isOneOf, isRecordOf, isText, orAbsent } from './checks';
import { CHEER_ICONS, decode } from './decode';
import { encode } from './encode';

const GOLDEN = new URL('../../../crates/protocol/golden/', import.meta.url);

function golden(folder: string): [string, string][] {
  const folderUrl = new URL(`${folder}/`, GOLDEN);
  const names = readdirSync(folderUrl).filter((name) => name.endsWith('.json'));
  return names.map((name) => [name, readFileSync(new URL(name, folderUrl), 'utf8').trim()]);
}

type Kind = ClientMessage['type'];
type Marked<K extends Kind> = Extract<ClientMessage, { type: K }> & { ref?: Reference };

const ref = orAbsent(isEither(isCount, isText));

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
};

describe('[GO1] golden files of the server', () => {
  it.each(golden('server'))('%s is read, nothing of it lost', (_name, frame) => {
    expect(decode(frame)).toEqual({ ok: true, message: JSON.parse(frame) });
  });

  it('[GO1] every kind of message has one', () => {
    const kinds: Record<ServerMessage['type'], true> = {
      JOINED_TEAM: true,
      PRESENCE_UPDATE: true,
      LIVE_CHEER: true,
      LIVE_NOTIFICATION: true,
      NEW_POST: true,
      LIKE_UPDATE: true,
      TICKER: true,
      ACK: true,
      ERROR: true,
    };
    const covered = new Set(golden('server').map(([, frame]) => JSON.parse(frame).type));
    expect(covered).toEqual(new Set(Object.keys(kinds)));
  });

  it.each(golden('server'))('%s is refused, not thrown, with a field missing or of another type', (_name, frame) => {
    const message = JSON.parse(frame) as Record<string, unknown>;
    const optional = new Set(['ref', 'ticker', 'here', 'others', 'postId', 'likeCount', 'likedByMe']);
    for (const field of Object.keys(message)) {
      const { [field]: _, ...without } = message;
      const isOptional = optional.has(field) && !(message['type'] !== 'ACK' && ['postId', 'likeCount'].includes(field));
      expect(decode(JSON.stringify(without)).ok, `without ${field}`).toBe(isOptional);
      expect(decode(JSON.stringify({ ...message, [field]: { odd: true } })).ok, `odd ${field}`).toBe(false);
    }
  });
});

describe('[GO1] golden files of the client', () => {
  it.each(golden('client'))('%s is what this client writes', (_name, frame) => {
    const value: unknown = JSON.parse(frame);
    const kind = (value as { type: Kind }).type;
    const check: Check<Marked<Kind>> | undefined = clientChecks[kind];
    if (!check?.(value)) throw new Error(`${frame} is no ClientMessage`);
    const { ref: mark, ...message } = value;
    expect(encode(message as ClientMessage, mark)).toBe(frame);
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
