const SPELLINGS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  Ä: 'Ae',
  Ö: 'Oe',
  Ü: 'Ue',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  ø: 'oe',
  Ø: 'OE',
  œ: 'oe',
  Œ: 'OE',
};
const SPELLED_OUT = new RegExp(`[${Object.keys(SPELLINGS).join('')}]`, 'gu');
const DIACRITICS = /[\u0300-\u036F]/g;

/** Scripts that put no space between words: there each character counts as a word. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'].map((script) => `\\p{Script=${script}}`).join('');
const WORDS = new RegExp(`[${UNSPACED}]|[[\\p{L}\\p{M}\\p{N}]--[${UNSPACED}]]+`, 'gv');

/**
 * One spelling for what people write in several: `Größe`, `GROESSE` and `Grösse` give `groesse`, `café` gives `cafe`.
 *
 * @param caseSensitive - keeps upper and lower case apart
 */
function foldSpelling(text: string, caseSensitive: boolean): string {
  const composed = (caseSensitive ? text : text.toLowerCase()).normalize('NFC');
  const spelledOut = composed.replace(SPELLED_OUT, (letter) => SPELLINGS[letter] ?? letter);
  return spelledOut.normalize('NFD').replace(DIACRITICS, '').normalize('NFC');
}

/** The words of a text in one spelling, in order. Punctuation only separates: `E-Mail` is two words. */
export function wordsOf(text: string, caseSensitive: boolean): string[] {
  return foldSpelling(text, caseSensitive).match(WORDS) ?? [];
}
