// The dialect of Socket.IO: one event, `action`, with `{type, data}`. What the plain dialect says in one object is here
// a type with a prefix and the other fields as `data`. It knows no library.
import type { Said, Told } from './messages.ts';

/** The one event that both sides emit. */
export const EVENT = 'action';

export const CLIENT_PREFIX = 'CLIENT:';
export const SERVER_PREFIX = 'SERVER:';

/** The token of this session is no good. The one type of the server without a prefix. */
export const UNAUTHORIZED = 'UNAUTHORIZED';

/** An action, as it is emitted and as a store takes it. */
export interface Action<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data?: Data;
}

type FieldsOf<M extends Told> = M extends { type: 'PACT_ACTIVITY' }
  ? Omit<M, 'type' | 'activityType' | 'ref'> & { type: M['activityType'] }
  : M extends { type: 'SEND_ROOMS_LIST' }
    ? M['rooms']
    : Omit<M, 'type' | 'ref'>;

/** What the server tells, as an action: `ServerAction<'JOINED_PACT'>`. */
export type ServerAction<Kind extends Told['type'] = Told['type']> = Kind extends Told['type']
  ? { readonly type: `SERVER:${Kind}`; readonly data: FieldsOf<Extract<Told, { type: Kind }>> }
  : never;

/** A command as an action. */
export function clientAction({ type, ...data }: Said): Action {
  return Object.keys(data).length === 0 ? { type: CLIENT_PREFIX + type } : { type: CLIENT_PREFIX + type, data };
}

/** A command that is written as an action; it is not checked, the server does that. */
export function commandOf(action: Action): Said {
  const data = isObject(action.data) ? action.data : {};
  return { ...data, type: action.type.slice(CLIENT_PREFIX.length) } as unknown as Said;
}

/** What the server told, as an action. */
export function serverAction(message: Told): ServerAction {
  const { type, ref: _, ...fields } = { ref: undefined, ...message };
  return { type: SERVER_PREFIX + type, data: dataOf(type, fields) } as unknown as ServerAction;
}

/** An action of the server in the form of the plain dialect; it is not checked. */
export function plainOf(action: unknown): Record<string, unknown> | undefined {
  if (!isObject(action) || typeof action['type'] !== 'string' || !action['type'].startsWith(SERVER_PREFIX)) {
    return undefined;
  }
  const type = action['type'].slice(SERVER_PREFIX.length);
  const { data } = action;
  if (type === 'SEND_ROOMS_LIST') return { type, rooms: data };
  if (!isObject(data)) return { type };
  if (type !== 'PACT_ACTIVITY') return { ...data, type };
  // The activity's own type is in the way of the message's.
  return { ...data, activityType: data['activityType'] ?? data['type'], type };
}

/** Whether a value is an object with fields. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dataOf(type: string, fields: Record<string, unknown>): unknown {
  if (type === 'SEND_ROOMS_LIST') return fields['rooms'];
  if (type !== 'PACT_ACTIVITY') return fields;
  const { activityType, ...rest } = fields;
  return { ...rest, type: activityType };
}
