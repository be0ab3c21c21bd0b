// The sentence under a post that says who likes it.
import { grouped, othersText } from './presence-sentence';

/** "8 people like this", "You and 7 others like this"; empty when nobody does. */
export function likeSentence(likeCount: number, likedByMe: boolean): string {
  if (likeCount <= 0) return '';
  if (!likedByMe) return likeCount === 1 ? '1 person likes this' : `${grouped(likeCount)} people like this`;
  return likeCount === 1 ? 'You like this' : `You and ${othersText(likeCount - 1)} like this`;
}
