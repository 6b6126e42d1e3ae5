/**
 * The model: a linear classifier over hashed character n-grams, in a form that ONNX can compute.
 *
 * logits = bias + sum over all n-grams of weights[hash(n-gram)] / sqrt(number of n-grams)
 *
 * An n-gram may start or end with the space between words, but never reaches over it.
 */
export const SIZES = [2, 3, 4, 5];
export const ROWS = 1 << 16;
export const MAX_LENGTH = 1500;
/** hash = (OFFSET * size, then for each character * FACTOR + id, modulo MODULUS) modulo ROWS */
export const OFFSET = 7919;
export const FACTOR = 131;
export const MODULUS = 1_000_003;

const SPECIALS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
const LETTERS = '▁abcdefghijklmnopqrstuvwxyzäöüß0123456789.,:;!?\'"()[]{}<>/\\|_-+*=&%$#@€§°~^`éèêàáâçñøåíóúïôû–—…“”„';

/** The id of the space between words. */
export const SPACE = SPECIALS.length;

export const VOCAB = Object.fromEntries([...SPECIALS, ...Array.from(LETTERS)].map((token, id) => [token, id]));

/** tokenizer.json: every character is a token, white space is one too. */
export const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: SPECIALS.map((content, id) => ({
    id,
    content,
    special: true,
    normalized: false,
    single_word: false,
    lstrip: false,
    rstrip: false,
  })),
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'NFC' },
      { type: 'Lowercase' },
      { type: 'Strip', strip_left: true, strip_right: true },
      { type: 'Replace', pattern: { Regex: '\\s+' }, content: '▁' },
    ],
  },
  pre_tokenizer: null,
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    special_tokens: { '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] }, '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] } },
  },
  decoder: null,
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: '[UNK]',
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    vocab: VOCAB,
    merges: [],
  },
};

/** The rows of the n-grams of a sequence of ids. */
export function rowsOf(ids) {
  return SIZES.flatMap((size) => {
    const rows = [];
    for (let i = 0; i + size <= ids.length; i++) if (!crosses(ids, i, size)) rows.push(hash(ids, i, size) % ROWS);
    return rows;
  });
}

function crosses(ids, start, size) {
  for (let i = start + 1; i < start + size - 1; i++) if (ids[i] === SPACE) return true;
  return false;
}

function hash(ids, start, size) {
  let value = OFFSET * size;
  for (let i = start; i < start + size; i++) value = (value * FACTOR + ids[i]) % MODULUS;
  return value;
}
