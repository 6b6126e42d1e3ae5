import * as library from '@huggingface/tokenizers';

/** Prepares a text before it is split. */
export type Normalize = (text: string) => string;

/** Splits a normalized text into words. */
export type PreTokenize = (text: string | readonly string[], options?: unknown) => string[];

/** A part that holds others. */
export interface OwnNormalizer extends Normalize {
  readonly normalizers?: readonly (OwnNormalizer | null)[];
}

/** A part that holds others, or works by a pattern. */
export interface OwnPreTokenizer extends PreTokenize {
  readonly tokenizers?: readonly (OwnPreTokenizer | null)[];
  pattern?: RegExp;
}

/** What is used of the Tokenizer of @huggingface/tokenizers, whose own type declarations do not resolve under `nodenext`. */
export interface LibraryTokenizer {
  normalizer: OwnNormalizer | null;
  pre_tokenizer: OwnPreTokenizer | null;
  readonly model: {
    /** Only Unigram has it: the tokens of one word. */
    readonly tokenize?: (word: string) => string[];
    encode: (words: readonly string[]) => string[];
    readonly tokens_to_ids: ReadonlyMap<string, number>;
    readonly unk_token_id: number | undefined;
    fuse_unk: boolean;
  };
  readonly post_processor: { post_process(tokens: string[], pair: null, addSpecialTokens: boolean): { readonly tokens: string[] } } | null;
  encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: number[] };
  token_to_id(token: string): number | undefined;
}

/** Makes the library's tokenizer from the content of tokenizer.json. */
export function createTokenizer(json: object): LibraryTokenizer {
  const { Tokenizer } = library as unknown as { readonly Tokenizer: new (json: object, config: object) => LibraryTokenizer };
  return new Tokenizer(json, {});
}
