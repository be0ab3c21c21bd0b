// Joins a store to a live connection: what the server tells is dispatched as `SERVER:…`, what is dispatched as
// `CLIENT:…` is said to the server and goes on to the reducers too.
import type { Middleware } from '@reduxjs/toolkit';
import { sentenceOf } from '../api/call.ts';
import { type Action, CLIENT_PREFIX, commandOf, isObject, serverAction } from '../live/action.ts';
import type { LiveConnection } from '../live/connection.ts';
import type { LiveStatus } from '../live/events.ts';
import type { Said } from '../live/messages.ts';
import { forum, pact, type Room, team } from '../live/room.ts';
import type { Deed } from '../outbox/deed.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Refusal } from '../outbox/shelf.ts';

/** What habits-realtime.md's clients put before the prefix. */
const WEB_PREFIX = 'WEB_CLIENT_PREFIX:';

/** Dispatched when the connection changes. */
export interface StatusChanged {
  readonly type: 'kith/status';
  readonly payload: LiveStatus;
}

/** Dispatched when what is known of a room may be stale: fetch what is newer. */
export interface RoomStale {
  readonly type: 'kith/stale';
  readonly payload: Room;
}

/** Dispatched when what was said was refused, or got no answer: then it is not known whether it was carried out. */
export interface ActionFailed {
  readonly type: 'kith/failed';
  readonly payload: { readonly action: string; readonly message: string };
}

/** Dispatched when the server does not want what the outbox kept. */
export interface DeedRefused {
  readonly type: 'kith/deedRefused';
  readonly payload: { readonly clientId: string; readonly deed: Deed; readonly refusal: Refusal };
}

export interface KithMiddlewareOptions {
  live: LiveConnection;
  /** Takes what must not be lost: check-ins, messages, likes, celebrations, encouragements. */
  outbox?: Outbox;
}

export function createKithMiddleware({ live, outbox }: KithMiddlewareOptions): Middleware {
  return ({ dispatch }) => {
    live.on((event) => {
      if (event.kind === 'message') dispatch(serverAction(event.message));
      if (event.kind === 'status') dispatch({ type: 'kith/status', payload: event.status } satisfies StatusChanged);
      if (event.kind === 'stale') dispatch({ type: 'kith/stale', payload: event.room } satisfies RoomStale);
    });
    outbox?.on((event) => {
      if (event.kind !== 'refused') return;
      const payload = { clientId: event.item.clientId, deed: event.item.deed, refusal: event.refusal };
      dispatch({ type: 'kith/deedRefused', payload } satisfies DeedRefused);
    });
    const failed = (action: string, error: unknown): void => {
      dispatch({ type: 'kith/failed', payload: { action, message: sentenceOf(error) } } satisfies ActionFailed);
    };
    return (next) => (given) => {
      const action = withoutWebPrefix(given);
      if (isClientAction(action)) say(action, live, outbox).catch((error: unknown) => failed(action.type, error));
      return next(action);
    };
  };
}

async function say(action: Action, live: LiveConnection, outbox: Outbox | undefined): Promise<void> {
  const command = commandOf(action);
  const room = entered(command);
  if (room) return live.enter(room);
  const goodbye = left(command);
  if (goodbye) return live.leave(goodbye);
  const deed = outbox && deedOf(command);
  if (deed) await outbox.do(deed);
  else await live.ask(command);
}

function entered(command: Said): Room | undefined {
  if (command.type === 'JOIN_TEAM') return team(command.teamId);
  if (command.type === 'JOIN_PACT') return pact(command.pactId);
  return command.type === 'JOIN_ROOM' ? forum(command.roomId) : undefined;
}

function left(command: Said): Room | undefined {
  if (command.type === 'LEAVE_TEAM') return team(command.teamId);
  if (command.type === 'LEAVE_PACT') return pact(command.pactId);
  return command.type === 'EXIT_ROOM' ? forum(command.roomId) : undefined;
}

/** What is kept until the server has it; `undefined` for what only matters now. */
function deedOf(command: Said): Deed | undefined {
  switch (command.type) {
    case 'LOG_CHECKIN': {
      const { type: _, clientId: __, ...checkin } = command;
      return { kind: 'checkin', checkin };
    }
    case 'SEND_MESSAGE':
      return { kind: 'forum-message', forumId: command.roomId, message: command.message };
    case 'SEND_DIRECT_MESSAGE':
      return { kind: 'direct-message', userId: command.to.id, message: command.message };
    case 'POST_LIKE':
    case 'POST_UNLIKE':
      return { kind: 'like', postId: command.postId, liked: command.type === 'POST_LIKE' };
    case 'SEND_ENCOURAGEMENT': {
      const { pactId, targetUserId, message } = command;
      return { kind: 'encouragement', pactId, targetUserId, message };
    }
    case 'SEND_CELEBRATION': {
      const { checkinId, message } = command;
      // Without a check-in the server has to look for one now.
      if (checkinId === undefined) return undefined;
      return { kind: 'celebration', checkinId, ...(message !== undefined && { message }) };
    }
    default:
      return undefined;
  }
}

function withoutWebPrefix(action: unknown): unknown {
  if (!isObject(action) || typeof action['type'] !== 'string' || !action['type'].startsWith(WEB_PREFIX)) return action;
  return { ...action, type: action['type'].slice(WEB_PREFIX.length) };
}

function isClientAction(action: unknown): action is Action {
  return isObject(action) && typeof action['type'] === 'string' && action['type'].startsWith(CLIENT_PREFIX);
}
