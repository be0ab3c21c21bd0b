// The sentences about pacts. Never shaming: what was missed rests, and the next step is near.
import type { Notification } from '@kith/client';
import { earnedText } from './earned';
import { days, habit, type NewsParams, quoted, sentence, type Telling, type Told, who } from './telling';

/** The pact that news is about, if it says so. */
export const pactOf = ({ messageParams, associationId }: Notification): string | undefined =>
  (messageParams as NewsParams | undefined)?.pactId ?? associationId;

const toPact = ({ news }: Told): string => {
  const pact = pactOf(news);
  return pact === undefined ? '/pacts' : `/pacts/${pact}`;
};

function aboutPact(icon: Telling['icon'], say: Telling['say']): Telling {
  return { icon, say, place: toPact };
}

export const pactTellings = {
  PACT_INVITATION_RECEIVED: aboutPact('invite', (told) =>
    sentence(who(told), ' invites you to keep a pact together', habit(told) && `:${habit(told)}`, '.'),
  ),
  PACT_ACCEPTED: aboutPact('check', (told) => sentence(who(told), ' said yes to your pact', habit(told), '!')),
  PACT_DECLINED: aboutPact('clock', (told) =>
    sentence(who(told), ' cannot join your pact', habit(told), ' this time.'),
  ),
  PACT_PARTNER_LEFT: aboutPact('leave', (told) =>
    sentence(who(told), ' has left your pact', habit(told), '. What you did together stays.'),
  ),
  PACT_ABANDONED: aboutPact('leave', (told) =>
    sentence('Your pact', habit(told), ' came to an end when ', who(told), ' left. What you did together stays.'),
  ),
  PACT_COMPLETED: aboutPact('flag', (told) =>
    told.isOwn
      ? sentence('You did it: your pact', habit(told), ' is complete!')
      : sentence('You did it, you and ', who(told), ': your pact', habit(told), ' is complete!'),
  ),
  PACT_EXPIRED: aboutPact('clock', (told) =>
    sentence('Your pact', habit(told), ' ran out before it began. You can make it again whenever you like.'),
  ),
  PARTNER_CHECKED_IN: aboutPact('check', (told) =>
    sentence(
      who(told),
      ' checked in',
      habit(told) && `:${habit(told)}`,
      told.params.streakDays === undefined ? '.' : `. Day ${told.params.streakDays}!`,
    ),
  ),
  PARTNER_CELEBRATED: aboutPact('heart', (told) => sentence(who(told), ' celebrates your check-in', quoted(told))),
  PARTNER_ENCOURAGED: aboutPact('clap', (told) => sentence(who(told), ' encourages you', quoted(told))),
  STREAK_MILESTONE: aboutPact('flame', (told) =>
    told.isOwn
      ? sentence('You kept', habit(told) || ' your habit', ' going for ', { text: days(told), isName: true }, '!')
      : sentence(who(told), ' kept', habit(told) || ' the habit', ' going for ', days(told), '!'),
  ),
  STREAK_AT_RISK: aboutPact('flame', (told) =>
    sentence(
      'There is still time for',
      habit(told) || ' your habit',
      ` today. You have ${days(told)} together so far.`,
    ),
  ),
  STREAK_BROKEN: aboutPact('star', (told) =>
    told.isOwn
      ? sentence(
          'Your run with',
          habit(told) || ' your habit',
          ` rests at ${days(told)}. Today is a good day to begin the next.`,
        )
      : sentence('The run of ', who(told), habit(told) && ` with${habit(told)}`, ' rests. A kind word from you helps.'),
  ),
  ACHIEVEMENT_UNLOCKED: aboutPact('star', (told) =>
    told.params.achievement
      ? sentence('You earned ', { text: `“${earnedText(told.params.achievement)}”`, isName: true }, '. Well done!')
      : sentence('You earned something new. Well done!'),
  ),
} satisfies Record<string, Telling>;

/** What was earned stands on no pact's page. */
const ELSEWHERE: ReadonlySet<string> = new Set<keyof typeof pactTellings>(['ACHIEVEMENT_UNLOCKED']);

/** Whether a pact's page shows what the news tells. */
export function isSeenOnPact(news: Notification, pact: string): boolean {
  const { notificationType } = news;
  return Object.hasOwn(pactTellings, notificationType) && !ELSEWHERE.has(notificationType) && pactOf(news) === pact;
}
