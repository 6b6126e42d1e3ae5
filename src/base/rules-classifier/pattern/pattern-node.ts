import type { CharSet } from './char-set.js';

/** What a place between two characters must be. `^` and `$` are the ends of a line. */
export type Assertion = 'line_start' | 'line_end' | 'word_edge' | 'no_word_edge';

/** A parsed pattern. */
export type PatternNode =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max: number };
