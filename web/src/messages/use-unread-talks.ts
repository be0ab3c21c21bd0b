// The conversations that hold something unread: heard while the page was open, or news of them in the inbox.
import { useMemo, useSyncExternalStore } from 'react';
import { useInbox } from '../inbox/use-inbox';
import { type TalkKey, talkKey } from './talk';
import type { TalkDesk } from './talk-desk';

export function useUnreadTalks(desk: TalkDesk): readonly TalkKey[] {
  const heard = useSyncExternalStore(desk.unread.subscribe, desk.unread.get);
  const { unread } = useInbox();
  return useMemo(() => {
    const told = unread
      .filter(({ notificationType }) => notificationType === 'NEW_DM_RECEIVED')
      .map(({ messageParams }) => talkKey({ kind: 'person', id: messageParams.userId }));
    return [...new Set([...heard, ...told])];
  }, [heard, unread]);
}
