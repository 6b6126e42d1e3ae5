import type { OwnPreTokenizer, PreTokenize } from './tokenizer-library.js';
import { UNICODE_8_PUNCTUATION } from './unicode-8.js';

// JavaScript's \s has U+FEFF and lacks U+0085; the Rust library means the Unicode property.
const WORD = /\P{White_Space}+/gu;
const BERT_WORD = new RegExp(`[^\\p{White_Space}${UNICODE_8_PUNCTUATION}]+|[${UNICODE_8_PUNCTUATION}]`, 'gu');
const BYTE_LEVEL_WORD =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** A pre-tokenizer as tokenizer.json describes it. */
interface PreTokenizerJson {
  readonly type: string;
  readonly pretokenizers?: readonly PreTokenizerJson[];
}

/** The library's pre-tokenizer with exact patterns for white space. The library's own objects are changed where that is enough. */
export function exactPreTokenizer(json: unknown, own: OwnPreTokenizer | null): PreTokenize | null {
  if (own === null || json === null || json === undefined) return own;
  return exact(json as PreTokenizerJson, own);
}

/** What stands in for BERT's pre-tokenizer, whatever tokenizer.json says. */
export const bertPreTokenizer: PreTokenize = splitBy(BERT_WORD);

function exact(json: PreTokenizerJson, own: OwnPreTokenizer): PreTokenize {
  switch (json.type) {
    case 'BertPreTokenizer':
      return bertPreTokenizer;
    case 'WhitespaceSplit':
      return splitBy(WORD);
    case 'ByteLevel':
      own.pattern = BYTE_LEVEL_WORD;
      return own;
    case 'Sequence':
      return sequence(json.pretokenizers ?? [], own.tokenizers ?? []);
    default:
      return own;
  }
}

function sequence(parts: readonly PreTokenizerJson[], own: readonly (OwnPreTokenizer | null)[]): PreTokenize {
  const steps = parts.map((json, i) => exactPreTokenizer(json, own[i] ?? null)).filter((step) => step !== null);
  return (text, options) => steps.reduce((words, step) => step(words, options), [text].flat());
}

function splitBy(pattern: RegExp): PreTokenize {
  return (text) => [text].flat().flatMap((part) => part.match(pattern) ?? []);
}
