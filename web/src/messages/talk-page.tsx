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
import { fetchForum, talkKeys } from './talk-calls';
import type { TalkDesk } from './talk-desk';
import { TalkHead } from './talk-head';
import { TalkView } from './talk-view';
import { useNames } from './use-names';
import { useReadingPlace } from './use-reading-place';
import { useTalk } from './use-talk';
import { useTalkList } from './use-talks';
import { inList } from './talk-list';

interface TalkPageProps {
  desk: TalkDesk;
  teams: readonly Team[];
  talk: Talk;
}

/** Give it the talk's key as its own `key`. */
export default function TalkPage({ desk, teams, talk }: TalkPageProps) {
  const key = talkKey(talk);
  const { query, lines, outbox, waiting, firstNew } = useTalk(desk, talk);
  const [draft, setDraft] = useKeptText(`kith.draft.${desk.me.id}.${key}`);
  const place = useReadingPlace(lines, waiting.length, (seq) => desk.read(talk, seq));
  const head = useHead(desk, teams, talk, lines.find(({ isMine }) => !isMine)?.authorName);
  useNewsRead(talk);
  useEffect(() => {
    document.title = `${head.name} · Kith`;
  }, [head.name]);

  return (
    <>
      <TalkView
        head={<TalkHead kind={talk.kind} {...head} />}
        name={head.name}
        lines={lines}
        waiting={waiting}
        firstNew={firstNew}
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
      <OtherTalks desk={desk} talk={talk} />
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
  const { data: talks, isPending } = useTalkList(desk);
  const listedName = talks && inList(talks, { kind, id })?.name;
  const person = people.find(({ userId }) => userId === id);
  const nameOf = useNames(teams, !isForum && !person && !isPending && listedName === undefined);
  const isFriend = person?.standing === 'friend';
  return {
    name: isForum
      ? (forum.data?.name ?? 'Your group')
      : (person?.userName ?? listedName ?? nameOf(id) ?? heardName ?? 'Somebody of your teams'),
    presence: isFriend ? { status: person.status, lastSeen: person.lastSeen } : undefined,
    memberCount: forum.data?.members.length,
  };
}

/** The news in the inbox that the other one wrote is read with what they wrote. */
function useNewsRead({ kind, id }: Talk): void {
  const { unread, markRead } = useInbox();
  const news = unread.find(
    ({ notificationType, messageParams }) => notificationType === 'NEW_DM_RECEIVED' && messageParams.userId === id,
  )?.id;
  useEffect(() => {
    if (kind === 'person' && news !== undefined) markRead(news);
  }, [kind, news, markRead]);
}
