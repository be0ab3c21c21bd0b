// Hears what the live connection tells about people, conversations and the inbox, and keeps what the pages show true.
// It lives as long as somebody is signed in, whichever page is shown.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { announcer } from '../design/announcer';
import { afterInboxMessage, isCountUnsure } from '../inbox/news-list';
import { inboxKeys } from '../inbox/notification-calls';
import { tell } from '../inbox/tellings';
import { useLive, useOutbox } from '../live/live-context';
import { hearTalks, listenTo } from '../messages/live-talks';
import type { Talk } from '../messages/talk';
import { fetchForums, talkKeys } from '../messages/talk-calls';
import { TalkDesk } from '../messages/talk-desk';
import { afterPeopleMessage } from '../people/live-people';
import { peopleKeys } from '../people/people-calls';
import type { ListedConnection, Notifications, ServerMessage, User } from '@kith/client';

const NewsContext = createContext<TalkDesk | undefined>(undefined);

export function NewsProvider({ me, children }: { me: User; children: ReactNode }) {
  const connection = useLive();
  const client = useQueryClient();
  const outbox = useOutbox();
  const [desk] = useState(() => new TalkDesk(me, client, outbox));
  const { data: forums } = useQuery({ queryKey: talkKeys.forums, queryFn: fetchForums });

  useEffect(
    () =>
      connection.on((event) => {
        if (event.kind !== 'message') return;
        hearTalks(event.message, desk.me.id, desk);
        hearNews(event.message, client);
        // Whom one blocks is in the list no more.
        if (event.message.type === 'USER_CONNECTION_UPDATED') desk.look();
      }),
    [connection, client, desk],
  );

  useEffect(() => {
    if (!forums) return undefined;
    const arrive = (): void => {
      if (connection.status !== 'live') return;
      listenTo(
        forums.map(({ id }) => id),
        (message) => connection.ask(message),
      );
      catchUp(client, desk);
    };
    arrive();
    return connection.on((event) => event.kind === 'status' && arrive());
  }, [connection, client, desk, forums]);

  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') desk.look();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [desk]);

  return <NewsContext value={desk}>{children}</NewsContext>;
}

export function useTalkDesk(): TalkDesk {
  const desk = use(NewsContext);
  if (!desk) throw new Error('useTalkDesk needs a NewsProvider above it');
  return desk;
}

function hearNews(message: ServerMessage, client: QueryClient): void {
  client.setQueryData<ListedConnection[]>(peopleKeys.connections, (list) => list && afterPeopleMessage(list, message));
  client.setQueryData<Notifications>(inboxKeys.news, (inbox) => inbox && afterInboxMessage(inbox, message));
  if (isCountUnsure(client.getQueryData<Notifications>(inboxKeys.news), message)) {
    void client.invalidateQueries({ queryKey: inboxKeys.news }, { cancelRefetch: false });
  }
  if (message.type === 'NOTIFICATION_CREATED') announcer.say('inbox', tell(message).text.replace(/[.!]$/, ''));
}

/** After a loss: what was told meanwhile is asked for, of what is shown. */
function catchUp(client: QueryClient, desk: TalkDesk): void {
  desk.look();
  for (const queryKey of [inboxKeys.news, peopleKeys.connections]) {
    void client.invalidateQueries({ queryKey });
  }
  for (const query of client.getQueryCache().findAll({ queryKey: ['talk'], type: 'active' })) {
    const [kind, id] = String(query.queryKey[1]).split(':');
    if (id !== undefined) void desk.catchUp({ kind, id } as Talk).catch(() => undefined);
  }
  client.removeQueries({ queryKey: ['talk'], type: 'inactive' });
}
