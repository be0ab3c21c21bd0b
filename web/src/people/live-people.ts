// What the live connection tells about friends, laid over the list that the server gave.
import type { ListedConnection, ServerMessage } from '@kith/client';
import { withConnection, withPresence } from './acquaintance';

/** The list after a message; the same list if the message is about something else. */
export function afterPeopleMessage(list: ListedConnection[], message: ServerMessage): ListedConnection[] {
  switch (message.type) {
    case 'USER_CONNECTION_CREATED':
    case 'USER_CONNECTION_UPDATED': {
      const { type: _, ...connection } = message;
      return withConnection(list, connection);
    }
    case 'ACTIVE_CONNECTIONS_LOADED': {
      let next = list;
      for (const person of message.activeUsers) next = withPresence(next, person);
      return next;
    }
    case 'ACTIVE_CONNECTIONS_ADDED':
    case 'ACTIVE_CONNECTION_LOGGED_IN':
    case 'ACTIVE_CONNECTION_LOGGED_OUT':
    case 'ACTIVE_CONNECTION_DISCONNECTED':
    case 'ACTIVE_CONNECTION_REFRESHED':
      return withPresence(list, message);
    default:
      return list;
  }
}
