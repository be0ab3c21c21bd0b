// A team that has written a lot: posts of many lengths, by several people, newest last as they are written.
import type { Guest } from './people';

const SENTENCES = [
  'Walked to the lighthouse and back before breakfast.',
  'The wind was against me the whole way, and still it was good to be out.',
  'Does anybody know whether the path along the mill is open again?',
  'My granddaughter counted the steps for me: four thousand and twelve.',
  'Slept badly, went anyway.',
];

/** Words of one to five sentences, some over several lines. */
export function wordsOf(number: number): string {
  const count = 1 + ((number * 7) % 5);
  const words = Array.from({ length: count }, (_, index) => SENTENCES[(number + index) % SENTENCES.length]);
  return `${number}. ${words.join(number % 3 === 0 ? '\n\n' : ' ')}`;
}

/** Writes `count` posts, one after the other, so that their order is known; by turns, as each may write only so fast. */
export async function writeMany(people: readonly Guest[], count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const writer = people[number % people.length];
    await writer?.call('POST', `/teams/${writer.teamId}/posts`, { body: wordsOf(number) });
  }
}
