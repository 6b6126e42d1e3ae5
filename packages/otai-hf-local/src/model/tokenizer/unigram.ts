import type { LibraryTokenizer } from './tokenizer-library.js';

/**
 * Takes out of the library's Unigram what very long words break: it hands all tokens of a word over as arguments of one call,
 * and joins unknown characters letter by letter, in quadratic time. As in the Rust library, unknown characters in a row are one token.
 */
export function makeUnigramLinear({ model }: LibraryTokenizer): void {
  const { tokenize } = model;
  if (tokenize === undefined) return;
  const isUnknown = (token: string | undefined) =>
    token !== undefined && (model.tokens_to_ids.get(token) ?? model.unk_token_id) === model.unk_token_id;
  model.fuse_unk = false;
  model.encode = (words) =>
    words.flatMap((word) => {
      const tokens = tokenize.call(model, word);
      return tokens.filter((token, i) => !(isUnknown(token) && isUnknown(tokens[i - 1])));
    });
}
