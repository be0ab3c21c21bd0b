// What a coach types as goals of a counter, read and checked. Pure; the limits are the server's own.
import { plain } from '../people/find';

export const GOALS_MAX = 50;
export const GOAL_MAX = 1_000_000_000_000;
export const UNIT_MAX = 30;
const NAME = /^[a-z0-9_-]{1,40}$/;

/** The goals in order, each once; or what is wrong, in a sentence. */
export function readGoals(text: string): { goals: number[] } | { problem: string } {
  const words = text
    .split(/[\n;]+|,\s+|\s{2,}/)
    .map((word) => word.trim())
    .filter(Boolean);
  if (words.length === 0) return { problem: 'Please write at least one goal, such as 100,000.' };
  const goals = words.map(readNumber);
  const wrong = words.find((_, index) => goals[index] === undefined);
  if (wrong !== undefined) return { problem: `“${wrong}” is not a whole number above zero.` };
  const sorted = [...new Set(goals as number[])].toSorted((a, b) => a - b);
  return sorted.length > GOALS_MAX ? { problem: `At most ${GOALS_MAX} goals, please.` } : { goals: sorted };
}

/** "Steps together" becomes `steps-together`; `undefined` if nothing is left that a counter may be called. */
export function counterName(words: string): string | undefined {
  const name = plain(words)
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return NAME.test(name) ? name : undefined;
}

/** "100,000", "100 000", "100.000" and "100000" are the same. */
function readNumber(word: string): number | undefined {
  if (!/^\d{1,3}([,.' ]\d{3})*$|^\d+$/.test(word)) return undefined;
  const value = Number(word.replaceAll(/\D/g, ''));
  return value > 0 && value <= GOAL_MAX ? value : undefined;
}
