import { wordsOf } from './words.js';

/** A keyword as it is looked for: one word, or several that must follow each other. */
export interface Keyword {
  readonly words: readonly string[];
  /** Written `*word`: the first word may have letters before it. */
  readonly openStart: boolean;
  /** Written `word*`: the last word may have letters behind it. */
  readonly openEnd: boolean;
}

/** Reads keywords as somebody wrote them, with commas between. Throws an Error that says what is wrong with the first bad one. */
export function parseKeywords(text: string, caseSensitive: boolean): Keyword[] {
  return text.split(',').map((keyword) => parseKeyword(keyword, caseSensitive));
}

function parseKeyword(text: string, caseSensitive: boolean): Keyword {
  const trimmed = text.trim();
  const openStart = trimmed.startsWith('*');
  const openEnd = trimmed.endsWith('*');
  const inner = trimmed.slice(openStart ? 1 : 0, openEnd ? -1 : undefined);
  const problem = (reason: string) => new Error(`keyword ${JSON.stringify(text)}: ${reason}`);
  if (inner.includes('*')) throw problem('a * can only stand at its start or end');
  const words = wordsOf(inner, caseSensitive);
  if (words.length === 0) throw problem('it has no letter or digit');
  if (openStart && openEnd && words.length === 1)
    throw problem('a word can be open at one end only; use a pattern for "anywhere in a word"');
  return { words, openStart, openEnd };
}
