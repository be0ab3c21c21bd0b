// What a person can do without a connection, to be sent later: each kind, and how it is sent under its own id.
import type { Api } from '../api/api.ts';
import type {
  CheckinId,
  CheckinLogged,
  DirectMessage,
  ForumId,
  Liked,
  NewCheckin,
  PactActivity,
  PactId,
  Post,
  PostId,
  RoomMessage,
  TeamId,
  UserId,
} from '../protocol/types.ts';

/** Something that somebody did. */
export type Deed =
  | {
      readonly kind: 'checkin';
      readonly checkin: Omit<NewCheckin, 'clientId'>;
      /**
       * The date that is meant, where the page knows the zone of the person; by the clock of this device without it. It
       * is told to the server only when the check-in is late: on time, the server says which date it is.
       */
      readonly on?: string;
      /**
       * When that date ends for the person, in milliseconds since 1970 by this device: from then on it is late. Without
       * it the date ends by the clock of this device.
       */
      readonly onUntil?: number;
    }
  | { readonly kind: 'post'; readonly teamId: TeamId; readonly body: string }
  | { readonly kind: 'like'; readonly postId: PostId; readonly liked: boolean }
  | { readonly kind: 'forum-message'; readonly forumId: ForumId; readonly message: string }
  | { readonly kind: 'direct-message'; readonly userId: UserId; readonly message: string }
  | { readonly kind: 'celebration'; readonly checkinId: CheckinId; readonly message?: string }
  | {
      readonly kind: 'encouragement';
      readonly pactId: PactId;
      readonly targetUserId: UserId;
      readonly message: string;
    };

export type DeedKind = Deed['kind'];

/** What the server answers to each kind. */
export interface DeedAnswers {
  checkin: CheckinLogged;
  post: Post;
  like: Liked;
  'forum-message': RoomMessage;
  'direct-message': DirectMessage;
  celebration: PactActivity;
  encouragement: PactActivity;
}

/** A deed with what makes it this one. */
export interface SignedDeed {
  readonly deed: Deed;
  /** Its own id: the server carries it out once, however often it is sent. */
  readonly clientId: string;
  /** When it was done, in milliseconds since 1970 by this device. */
  readonly doneAt: number;
  /** On which date, where this device was. */
  readonly doneOn: string;
  /** The hour at which that date began, as `dateHere` takes it. */
  readonly dayStartsAt?: number;
}

/** Sends a deed once; rejects with `CallFailed`. */
export type Send = (signed: SignedDeed, now: number) => Promise<DeedAnswers[DeedKind]>;

/** After this, the date of a check-in is no longer left to the server: it may be the next one by now. */
export const LATE_AFTER_MS = 60_000;

/** When the day starts of who has not said otherwise (SPEC.md SK1, SK22). */
export const DAYS_START_AT_HOUR = 4;

/** Sends over REST. */
export function sendOverRest(api: Api): Send {
  return (signed, now) => {
    const { deed, clientId, doneOn } = signed;
    switch (deed.kind) {
      case 'checkin': {
        const day = isOnTime(signed, deed.onUntil, now) ? deed.checkin.day : dateOf(deed, doneOn);
        return api.pacts.logCheckin({ ...deed.checkin, ...(day !== undefined && { day }), clientId });
      }
      case 'post':
        return api.teams.writePost(deed.teamId, { body: deed.body, clientId });
      case 'like':
        return api.teams.setLike(deed.postId, deed.liked);
      case 'forum-message':
        return api.forums.sayInForum(deed.forumId, { message: deed.message, clientId });
      case 'direct-message':
        return api.messages.sayDirectly(deed.userId, { message: deed.message, clientId });
      case 'celebration':
        return api.pacts.celebrate(deed.checkinId, deed.message === undefined ? {} : { message: deed.message });
      case 'encouragement':
        return api.pacts.encourage(deed.pactId, { targetUserId: deed.targetUserId, message: deed.message });
    }
  };
}

/** Whether it is still the date that was meant, as far as this device can tell. */
function isOnTime({ doneAt, doneOn, dayStartsAt }: SignedDeed, until: number | undefined, now: number): boolean {
  if (Math.abs(now - doneAt) > LATE_AFTER_MS) return false;
  return until === undefined ? dateHere(now, dayStartsAt) === doneOn : now < until;
}

/** The date on the wall clock of this device, `YYYY-MM-DD`; before the hour at which days start it is the date before. */
export function dateHere(now: number, dayStartsAt = DAYS_START_AT_HOUR): string {
  const here = new Date(now);
  here.setHours(here.getHours() - dayStartsAt);
  return `${here.getFullYear()}-${twoDigits(here.getMonth() + 1)}-${twoDigits(here.getDate())}`;
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** The date that a check-in is for, as far as this device can tell. */
export function dateOf({ checkin, on }: Extract<Deed, { kind: 'checkin' }>, doneOn: string): string {
  return checkin.day ?? on ?? doneOn;
}

/** Whether a new deed makes an earlier one that still waits pointless: another word about the same post or date. */
export function outdates(newer: SignedDeed, older: SignedDeed): boolean {
  const [next, last] = [newer.deed, older.deed];
  if (next.kind === 'like' && last.kind === 'like') return next.postId === last.postId;
  return (
    next.kind === 'checkin' &&
    last.kind === 'checkin' &&
    next.checkin.habitGoalId === last.checkin.habitGoalId &&
    dateOf(next, newer.doneOn) === dateOf(last, older.doneOn)
  );
}
