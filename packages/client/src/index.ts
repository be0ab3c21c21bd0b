// The core of the client: typed calls, live rooms that resume, and an outbox. It runs wherever there are timers, fetch
// and a WebSocket, and knows nothing of the DOM or of Node.
export * from './api/account-calls.ts';
export * from './api/api.ts';
export * from './api/call.ts';
export * from './api/pact-calls.ts';
export * from './api/people-calls.ts';
export * from './api/team-calls.ts';
export * from './kith.ts';
export { type Action, type ServerAction, serverAction } from './live/action.ts';
export { NoAnswer, Refused } from './live/answers.ts';
export { type Backoff, waitMs } from './live/backoff.ts';
export * from './live/connection.ts';
export { CHEER_ICONS, type Decoded, decode } from './live/decode.ts';
export * from './live/events.ts';
export { type Dial, type Line, type LineEars, webSocketLine } from './live/line.ts';
export type { Answer, Said, Told } from './live/messages.ts';
export { forum, keyOf, pact, type Room, type RoomKind, team } from './live/room.ts';
export * from './outbox/deed.ts';
export * from './outbox/outbox.ts';
export * from './outbox/shelf.ts';
export { type Fetch, newClientId, type WebSocketLike, type WebSocketMaker } from './platform.ts';
export type * from './protocol/types.ts';
export * from './tokens.ts';
