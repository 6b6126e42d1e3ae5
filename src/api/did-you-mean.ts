import { distance } from 'fastest-levenshtein';

/** Longer words are not compared: nobody mistypes them, and comparing costs the product of both lengths. */
const LONGEST = 64;

/**
 * The candidate that somebody who wrote `word` most likely meant: `limt` -> `limit`, `baseUrl` -> `base_url`.
 * Upper and lower case, underscores and hyphens make no difference. `undefined` when nothing is near enough.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const wanted = plain(word);
  let best: string | undefined;
  let least = tolerance(wanted) + 1;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST) continue;
    const far = steps(wanted, plain(candidate));
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]/g, '');
}

/** How many slips lie between two words. Two letters in the wrong order are one. */
function steps(word: string, other: string): number {
  const far = distance(word, other);
  return far === 2 && letters(word) === letters(other) ? 1 : far;
}

function letters(word: string): string {
  return Array.from(word).toSorted().join('');
}

/** One slip in a short word, two in a usual one, then one for every four letters: `id` is not a slip of `as`. */
function tolerance(word: string): number {
  if (word.length <= 2) return 0;
  if (word.length <= 4) return 1;
  return Math.max(2, Math.floor(word.length / 4));
}
