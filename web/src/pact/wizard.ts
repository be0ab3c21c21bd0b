// What the wizard has gathered so far, and what is still missing. Pure.
import type { HabitGoalId, NewHabitGoal, UserId } from '@kith/client';
import { TEMPLATES } from './templates';
import { PROBLEMS } from './wizard-words';

export const LENGTHS = [7, 14, 30, 60, 90] as const;
export const FRIENDS_MAX = 5;
const NAME_MAX = 80;

/** In the order in which they are asked. */
export const STEPS = ['habit', 'length', 'partner'] as const;
export type Step = (typeof STEPS)[number];

export type HabitChoice = { kind: 'template'; name: string } | { kind: 'own' } | { kind: 'mine'; goalId: HabitGoalId };

/** How often: every day, so many times a week, or on chosen days (0 is Sunday). */
export type Rhythm = 'daily' | 'count' | 'weekdays';

export interface WizardDraft {
  readonly habit: HabitChoice | undefined;
  readonly ownName: string;
  readonly rhythm: Rhythm;
  readonly count: number;
  readonly weekdays: readonly number[];
  readonly days: number;
  readonly friends: readonly UserId[];
  /** The habit that was made for this pact already, when making the pact failed. */
  readonly made: { key: string; goalId: HabitGoalId } | undefined;
}

export const EMPTY_DRAFT: WizardDraft = {
  habit: undefined,
  ownName: '',
  rhythm: 'daily',
  count: 3,
  weekdays: [1, 3, 5],
  days: 30,
  friends: [],
  made: undefined,
};

/** What is missing in a step, in a sentence. */
export function problemOf(draft: WizardDraft, step: Step): string | undefined {
  switch (step) {
    case 'habit': {
      if (draft.habit === undefined) return PROBLEMS.habit;
      if (draft.habit.kind === 'mine') return undefined;
      const name = nameOf(draft);
      if (name === '') return PROBLEMS.name;
      if ([...name].length > NAME_MAX) return PROBLEMS.nameTooLong;
      return draft.rhythm === 'weekdays' && draft.weekdays.length === 0 ? PROBLEMS.weekdays : undefined;
    }
    case 'length':
      return LENGTHS.some((days) => days === draft.days) ? undefined : PROBLEMS.length;
    case 'partner':
      return draft.friends.length > FRIENDS_MAX ? PROBLEMS.tooMany : undefined;
  }
}

/** The first step in which something is missing, up to and with the named one. */
export function reachable(draft: WizardDraft, step: Step): Step {
  return STEPS.slice(0, STEPS.indexOf(step)).find((one) => problemOf(draft, one) !== undefined) ?? step;
}

/** The habit to be made; `undefined` where one of the reader's is taken. */
export function newGoal(draft: WizardDraft): NewHabitGoal | undefined {
  if (draft.habit === undefined || draft.habit.kind === 'mine') return undefined;
  const category = templateOf(draft)?.category;
  return { name: nameOf(draft), ...(category !== undefined && { category }), ...rhythmOf(draft) };
}

export function nameOf(draft: WizardDraft): string {
  return draft.habit?.kind === 'template' ? draft.habit.name : draft.ownName.trim();
}

/** A template's own rhythm is taken with it. */
export function withHabit(draft: WizardDraft, habit: HabitChoice): WizardDraft {
  const template = habit.kind === 'template' ? TEMPLATES.find(({ name }) => name === habit.name) : undefined;
  return { ...draft, habit, ...(template && { rhythm: template.rhythm, count: template.count ?? draft.count }) };
}

export function withFriend(draft: WizardDraft, friend: UserId, isChosen: boolean): WizardDraft {
  const others = draft.friends.filter((one) => one !== friend);
  return { ...draft, friends: isChosen ? [...others, friend] : others };
}

function templateOf({ habit }: WizardDraft) {
  return habit?.kind === 'template' ? TEMPLATES.find(({ name }) => name === habit.name) : undefined;
}

function rhythmOf({
  rhythm,
  count,
  weekdays,
}: WizardDraft): Pick<NewHabitGoal, 'frequencyType'> & Partial<NewHabitGoal> {
  switch (rhythm) {
    case 'daily':
      return { frequencyType: 'daily' };
    case 'count':
      return { frequencyType: 'weekly', frequencyCount: count };
    case 'weekdays':
      return { frequencyType: 'custom', targetDaysOfWeek: weekdays.toSorted((a, b) => a - b) };
  }
}
