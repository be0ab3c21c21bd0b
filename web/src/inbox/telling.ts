// What the inbox knows of one kind of news: its icon, its sentence, and where it leads.
import type { IconName } from '../design/icon-paths';
import type { Notification, NotificationParams } from '@kith/client';
import type { Part } from '../team/presence-sentence';

/** What may go into a sentence. Everything but who did it may be missing: then the sentence does without. */
export interface NewsParams extends Partial<NotificationParams> {
  readonly pactId?: string;
  readonly habitName?: string;
  /** The length of a run, in days. */
  readonly streakDays?: number;
  /** The name of an achievement. */
  readonly achievement?: string;
  /** What was written with it. */
  readonly message?: string;
}

export interface Told {
  readonly news: Notification;
  readonly params: NewsParams;
  /** The reader did it, or it is about nobody else. */
  readonly isOwn: boolean;
}

export interface Telling {
  readonly icon: IconName;
  /** A sentence that a friend would say; names stand out. */
  say(told: Told): Part[];
  /** The path of its place; `undefined` if there is none. */
  place(told: Told): string | undefined;
}

/** A sentence from words and names, in order. */
export function sentence(...parts: (string | Part)[]): Part[] {
  return parts.map((part) => (typeof part === 'string' ? { text: part } : part));
}

/** Who did it; somebody, where the name is missing. */
export function who({ params }: Told): Part {
  return { text: params.userName || 'Somebody', isName: true };
}

/** " “A walk”", or nothing where the habit is not told. */
export function habit({ params }: Told): string {
  return params.habitName ? ` “${params.habitName}”` : '';
}

/** ": “See you tomorrow”", or a full stop. */
export function quoted({ params }: Told): string {
  return params.message ? `: “${params.message}”` : '.';
}

export function days({ params }: Told): string {
  if (params.streakDays === undefined) return 'some days';
  return params.streakDays === 1 ? '1 day' : `${params.streakDays} days`;
}
