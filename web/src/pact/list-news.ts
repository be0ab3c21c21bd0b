// What is told live that may change the list of pacts. Pure.
import type { ServerMessage } from '@kith/client';

/** Whether what is told may change which pacts there are, or how one of them stands. */
export function changesList(message: ServerMessage): boolean {
  switch (message.type) {
    case 'NOTIFICATION_CREATED':
      return message.notificationType.startsWith('PACT_');
    case 'PACT_ACTIVITY':
      return message.activityType.startsWith('pact_') || message.activityType.startsWith('partner_');
    default:
      return false;
  }
}
