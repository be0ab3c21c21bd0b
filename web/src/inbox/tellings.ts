// The sentence of every kind of news. The table is exhaustive: a kind added to the protocol stops the build here until
// it has its sentence. A server newer than this page may still tell of others: they get a sentence that is never wrong.
import type { Notification, NotificationKind } from '@kith/client';
import { sentenceText } from '../team/presence-sentence';
import { pactTellings } from './pact-tellings';
import { sentence, type Telling, type Told, who } from './telling';

type Tellings = Record<NotificationKind | keyof typeof pactTellings, Telling>;

const withPerson = ({ params }: Told): string | undefined =>
  params.userId === undefined ? '/messages' : `/messages/person/${params.userId}`;

const tellings: Tellings = {
  ...pactTellings,
  CONNECTION_REQUEST_RECEIVED: {
    icon: 'invite',
    say: (told) => sentence(who(told), ' wants to be your friend.'),
    place: () => '/people',
  },
  CONNECTION_REQUEST_ACCEPTED: {
    icon: 'team',
    say: (told) => sentence(who(told), ' is your friend now. Say hello!'),
    place: withPerson,
  },
  NEW_DM_RECEIVED: {
    icon: 'message',
    say: (told) => sentence(who(told), ' wrote to you.'),
    place: withPerson,
  },
  NEW_REACTION_RECEIVED: {
    icon: 'heart',
    say: (told) => sentence(who(told), ' likes what you wrote.'),
    place: ({ news }) => (news.associationId === undefined ? '/' : `/posts/${news.associationId}`),
  },
};

const unknown: Telling = {
  icon: 'bell',
  say: (told) =>
    told.isOwn || !told.params.userName
      ? sentence('There is something new for you.')
      : sentence('There is something new from ', who(told), '.'),
  place: () => undefined,
};

/** The news, ready to be shown. */
export function tell(news: Notification) {
  const { notificationType, messageParams } = news;
  const params = messageParams ?? {};
  const telling = Object.hasOwn(tellings, notificationType) ? tellings[notificationType] : unknown;
  const told: Told = { news, params, isOwn: params.userId === undefined || params.userId === news.userId };
  const parts = telling.say(told);
  return { icon: telling.icon, parts, text: sentenceText(parts), place: telling.place(told), params };
}
