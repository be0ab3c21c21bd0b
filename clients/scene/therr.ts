// A client in the shape of the shipping mobile app: WebSocket only, six query keys, a store to which every packet of
// the server is dispatched as it is, and everything of its own that begins with CLIENT: emitted. It asks for no
// acknowledgement, sends nothing after a drop, and leaves for good when it is told that it is unauthorized.
import { io, type Socket } from 'socket.io-client';
import { eventually } from './ear';
import type { Person } from './people';

interface Action {
  readonly type: string;
  readonly data?: unknown;
}

interface Line {
  readonly text: string;
  readonly time: string;
  readonly fromUserName: string;
}

interface ActiveUser {
  readonly id: string;
  readonly status: string;
}

/** What its reducers keep. */
export interface State {
  session: { readonly id?: string; readonly socketId?: string } | undefined;
  currentRoom: string | undefined;
  userName: string | undefined;
  forums: unknown[];
  forumMessages: Record<string, Line[]>;
  directMessages: Record<string, Line[]>;
  notifications: { readonly id: string; readonly isUnread: boolean }[];
  active: ActiveUser[];
}

type Reducer = (state: State, data: never) => void;

/** What each type does to the state; what is not here is dispatched and changes nothing. */
const REDUCERS: Readonly<Record<string, Reducer>> = {
  'SERVER:SESSION_CREATED': keepSession,
  'SERVER:SESSION_UPDATED': keepSession,
  'SERVER:USER_LOGIN_SUCCESS': (state, data: { userName: string; message: Line }) => {
    readLine(data.message);
    state.userName = data.userName;
  },
  'SERVER:JOINED_ROOM': (state, data: { roomId: string; message: Line; userName: string }) => {
    state.currentRoom = data.roomId;
    say(state.forumMessages, data.roomId, data.message);
  },
  'SERVER:OTHER_JOINED_ROOM': sayInRoom,
  'SERVER:LEFT_ROOM': sayInRoom,
  'SERVER:SEND_MESSAGE': sayInRoom,
  'SERVER:SEND_DIRECT_MESSAGE': (state, data: { contextUserId: string; message: Line }) =>
    say(state.directMessages, data.contextUserId, data.message),
  'SERVER:SEND_ROOMS_LIST': (state, data: unknown[]) => {
    state.forums = data.map((forum) => forum);
  },
  'SERVER:NOTIFICATION_CREATED': (state, data: State['notifications'][number]) => {
    state.notifications.unshift(data);
  },
  'SERVER:NOTIFICATION_UPDATED': (state, data: State['notifications'][number]) => {
    state.notifications = state.notifications.map((one) => (one.id === data.id ? { ...one, ...data } : one));
  },
  'SERVER:ACTIVE_CONNECTIONS_LOADED': (state, data: { activeUsers: ActiveUser[] }) => {
    state.active = data.activeUsers.map((user) => user);
  },
  'SERVER:ACTIVE_CONNECTIONS_ADDED': greet,
  'SERVER:ACTIVE_CONNECTION_LOGGED_IN': greet,
  'SERVER:ACTIVE_CONNECTION_REFRESHED': greet,
  'SERVER:ACTIVE_CONNECTION_DISCONNECTED': (state, data: ActiveUser) => {
    state.active = state.active.map((user) => (user.id === data.id ? { ...user, status: 'away' } : user));
  },
  'SERVER:ACTIVE_CONNECTION_LOGGED_OUT': (state, data: ActiveUser) => {
    state.active = state.active.filter((user) => user.id !== data.id);
  },
};

export class Therr {
  readonly socket: Socket;
  /** Every action that went through the store, its own too. */
  readonly dispatched: Action[] = [];
  /** What a store throws, and what would be sent back to the server. */
  readonly broken: string[] = [];
  readonly state: State = {
    session: undefined,
    currentRoom: undefined,
    userName: undefined,
    forums: [],
    forumMessages: {},
    directMessages: {},
    notifications: [],
    active: [],
  };
  connects = 0;

  constructor(
    url: string,
    private readonly person: Person,
  ) {
    this.socket = io(url, {
      autoConnect: false,
      secure: true,
      transports: ['websocket'],
      upgrade: false,
      path: '/socketio',
      rejectUnauthorized: false,
      forceNew: true,
      // The app waits up to five seconds; the test does not.
      reconnectionDelay: 20,
      reconnectionDelayMax: 200,
    });
    this.socket.on('action', (action: unknown) => this.hear(action));
    this.socket.on('connect', () => {
      this.connects += 1;
    });
  }

  /** Starts with a session of before: all six keys, and UPDATE_SESSION once. */
  startCold(): void {
    this.socket.io.opts.query = {
      userId: this.person.id,
      userName: this.person.userName,
      locale: 'en-us',
      token: this.person.token,
      platform: 'mobile',
      brandVariation: 'habits',
    };
    this.socket.once('connect', () =>
      this.dispatch({ type: 'CLIENT:UPDATE_SESSION', data: { ...this.record(), isAuthenticated: true } }),
    );
    this.socket.connect();
  }

  /** Signs in afresh: only the token, and LOGIN at every connection and at every failed one. */
  signIn(token = this.person.token): void {
    this.socket.io.opts.query = { token };
    this.socket.on('connect', () => {
      this.state.session = { id: this.socket.id ?? '' };
      this.dispatch({ type: 'CLIENT:LOGIN', data: this.record().details });
      this.dispatch({ type: 'LOGIN' });
      this.dispatch({ type: 'CLIENT:RESET_USER_SETTINGS' });
    });
    this.socket.on('connect_error', () => this.dispatch({ type: 'CLIENT:LOGIN', data: this.record().details }));
    this.socket.connect();
  }

  dispatch(action: Action): void {
    if (action.type.startsWith('CLIENT:')) this.socket.emit('action', action);
    this.reduce(action);
  }

  /** Waits until its state is so. */
  until(what: string, isSo: (state: State) => boolean, withinMs?: number): Promise<void> {
    return eventually(() => isSo(this.state), `${what}: ${JSON.stringify(this.state)}`, withinMs);
  }

  /** Actions of a type that came from the server. */
  told(type: string): Action[] {
    return this.dispatched.filter((action) => action.type === type);
  }

  leave(): void {
    this.socket.disconnect();
  }

  private hear(action: unknown): void {
    if (typeof action !== 'object' || action === null || Array.isArray(action)) {
      this.broken.push(`dispatched ${JSON.stringify(action)}`);
      return;
    }
    const { type } = action as Partial<Action>;
    if (typeof type !== 'string' || type === '') this.broken.push(`no type in ${JSON.stringify(action)}`);
    else if (type.startsWith('CLIENT:')) this.broken.push(`would echo ${type}`);
    else this.reduce(action as Action);
  }

  private reduce(action: Action): void {
    this.dispatched.push(action);
    try {
      REDUCERS[action.type]?.(this.state, action.data as never);
    } catch (error) {
      this.broken.push(`${action.type}: ${String(error)}`);
    }
    if (action.type === 'UNAUTHORIZED' || action.type === 'SERVER:SESSION_CLOSED') this.socket.disconnect();
  }

  private record(): { details: object; socketDetails: object } {
    const { id, userName, firstName, lastName, token } = this.person;
    return {
      details: { id, userName, firstName, lastName, idToken: token, email: 'somebody@kith.example' },
      socketDetails: { session: this.state.session ?? {} },
    };
  }
}

function keepSession(state: State, data: { data: { id: string; socketId: string } }): void {
  state.session = { id: data.data.id, socketId: data.data.socketId };
}

function sayInRoom(state: State, data: { roomId: string; message: Line }): void {
  say(state.forumMessages, data.roomId, data.message);
}

function say(lines: Record<string, Line[]>, where: string, message: Line): void {
  lines[where] = [readLine(message), ...(lines[where] ?? [])];
}

/** What the app draws of a message must be text. */
function readLine(message: Line): Line {
  if (typeof message.text !== 'string' || typeof message.time !== 'string') throw new Error('a message without text');
  return message;
}

function greet(state: State, data: ActiveUser): void {
  state.active = [data, ...state.active.filter((user) => user.id !== data.id)];
}
