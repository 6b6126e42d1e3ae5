import type { Normalize } from './tokenizer-library.js';
import { UNICODE_8_CONTROL, UNICODE_8_NONSPACING_MARK } from './unicode-8.js';

/** How a BERT tokenizer prepares text, under the names of tokenizer.json. */
export interface BertNormalizerOptions {
  readonly clean_text: boolean;
  readonly handle_chinese_chars: boolean;
  /** `null`: strip when lower-casing. */
  readonly strip_accents: boolean | null;
  readonly lowercase: boolean;
}

const UNWANTED = new RegExp(`[\\u{0}${UNICODE_8_CONTROL}]`, 'gu');
const WHITE_SPACE = /\p{White_Space}/gu;
const ACCENT = new RegExp(`[${UNICODE_8_NONSPACING_MARK}]`, 'gu');
// The blocks of ideographs that BERT's own code lists. The @huggingface/tokenizers class tests UTF-16 units, so it never meets those beyond U+FFFF.
const IDEOGRAPH =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;
const CAPITAL_SIGMA = '\u03A3';

/** BERT's normalizer as the Rust library has it: by code points, accents before case, and no final sigma. */
export function bertNormalizer({ clean_text, handle_chinese_chars, lowercase, strip_accents }: BertNormalizerOptions): Normalize {
  const steps: Normalize[] = [];
  if (clean_text) steps.push((text) => text.replace(UNWANTED, '').replace(WHITE_SPACE, ' '));
  if (handle_chinese_chars) steps.push((text) => text.replace(IDEOGRAPH, ' $& '));
  if (strip_accents ?? lowercase) steps.push((text) => text.normalize('NFD').replace(ACCENT, ''));
  if (lowercase) steps.push(lowerByCodePoint);
  return (text) => steps.reduce((result, step) => step(result), text);
}

/** Lower case of each character on its own: `toLowerCase` of a whole text makes a final sigma of the last letter of a Greek word. */
export function lowerByCodePoint(text: string): string {
  return text
    .split(CAPITAL_SIGMA)
    .map((part) => part.toLowerCase())
    .join('\u03C3');
}
