// The page of one conversation: fetches it, keeps the reader's place, says what they have read.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sentenceOf } from '../api/call';
import { useKeptText } from '../design/kept-text';
import { useInbox } from '../inbox/use-inbox';
import { usePeople } from '../people/use-people';
import type { Team } from '@kith/client';
import { OtherTalks } from './other-talks';
import { type Talk, talkKey } from './talk';
import { fetchForum, markDirectRead, talkKeys } from './talk-calls';
import type { TalkDesk } from './talk-desk';
import { TalkHead } from './talk-head';
import { TalkView } from './talk-view';
import { useNames } from './use-names';
import { useReadingPlace } from './use-reading-place';
import { useTalk } from './use-talk';

interface TalkPageProps {
  desk: TalkDesk;
  teams: readonly Team[];
  talk: Talk;
}

/** Give it the talk's key as its own `key`. */
export default function TalkPage({ desk, teams, talk }: TalkPageProps) {
  const key = talkKey(talk);
  const { query, lines, outbox, waiting, readBefore } = useTalk(desk, talk);
  const [draft, setDraft] = useKeptText(`kith.draft.${desk.me.id}.${key}`);
  const place = useReadingPlace(lines, waiting.length, (seq) => desk.unread.read(key, seq));
  const head = useHead(desk, teams, talk, lines.find(({ isMine }) => !isMine)?.authorName);
  useDirectRead(
    talk,
    lines.some(({ isUnread }) => isUnread),
  );
  useEffect(() => {
    document.title = `${head.name} · Kith`;
  }, [head.name]);

  const firstNew = readBefore === undefined ? undefined : lines.find(({ seq, isMine }) => seq > readBefore && !isMine);
  const isFirstSeen = firstNew !== undefined && query.data !== undefined;
  return (
    <>
      <TalkView
        head={<TalkHead kind={talk.kind} {...head} />}
        name={head.name}
        lines={lines}
        waiting={waiting}
        firstNew={isFirstSeen ? firstNew.id : undefined}
        problem={query.error ? sentenceOf(query.error) : undefined}
        isLoading={query.isPending}
        hasEarlier={query.hasNextPage}
        isLoadingEarlier={query.isFetching}
        fresh={place.fresh}
        draft={draft}
        onEarlier={() => void query.fetchNextPage()}
        onRetry={() => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch())}
        onAgain={(clientId) => void outbox.again(clientId)}
        onEdit={(clientId) => {
          void outbox.takeBack(clientId).then((text) => {
            if (text !== undefined) setDraft(draft === '' ? text : `${draft}\n\n${text}`);
          });
        }}
        onDraft={setDraft}
        onSend={(text) => {
          setDraft('');
          // What could not be kept for sending goes back into the field.
          outbox.post(text).catch(() => setDraft(text));
        }}
        onShowFresh={place.goToEnd}
      />
      <OtherTalks desk={desk} teams={teams} talk={talk} />
    </>
  );
}

/** `heardName` is how the other one is called in what they said. */
function useHead(desk: TalkDesk, teams: readonly Team[], { kind, id }: Talk, heardName: string | undefined) {
  const isForum = kind === 'forum';
  const forum = useQuery({
    queryKey: talkKeys.forum(id),
    queryFn: () => fetchForum(id),
    enabled: isForum,
  });
  const { people } = usePeople(desk.me.id);
  const nameOf = useNames(teams, !isForum && !people.some(({ userId }) => userId === id));
  const person = people.find(({ userId }) => userId === id);
  const isFriend = person?.standing === 'friend';
  return {
    name: isForum
      ? (forum.data?.name ?? 'Your group')
      : (person?.userName ?? nameOf(id) ?? heardName ?? 'Somebody of your teams'),
    presence: isFriend ? { status: person.status, lastSeen: person.lastSeen } : undefined,
    memberCount: forum.data?.members.length,
  };
}

/** What came while the reader was away is read now: the messages, and the news of them in the inbox. */
function useDirectRead({ kind, id }: Talk, hasUnread: boolean): void {
  const { unread, markRead } = useInbox();
  const news = unread.find(
    ({ notificationType, messageParams }) => notificationType === 'NEW_DM_RECEIVED' && messageParams.userId === id,
  )?.id;
  const isPerson = kind === 'person';
  useEffect(() => {
    if (isPerson && (hasUnread || news !== undefined)) void markDirectRead(id).catch(() => undefined);
  }, [isPerson, id, hasUnread, news]);
  useEffect(() => {
    if (isPerson && news !== undefined) markRead([news]);
  }, [isPerson, news, markRead]);
}
