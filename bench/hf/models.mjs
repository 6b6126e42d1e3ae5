import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bertFile, SHAPES } from './bert-graph.mjs';

const VOCAB = 30522;
const SPECIALS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** The folder of a model of this shape, made on the first call. */
export function modelFolder(shape) {
  const folder = join(tmpdir(), 'otai-bench-hf', shape);
  const onnx = join(folder, 'onnx', 'model.onnx');
  if (existsSync(onnx)) return folder;
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const vocab = Object.fromEntries(
    [...SPECIALS, ...Array.from({ length: VOCAB - SPECIALS.length }, (_, i) => `w${i}`)].map((word, id) => [word, id]),
  );
  const specials = SPECIALS.map((content, id) => ({
    id,
    content,
    special: true,
    normalized: false,
    single_word: false,
    lstrip: false,
    rstrip: false,
  }));
  write(folder, 'tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials,
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
  });
  write(folder, 'tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: 512,
    pad_token: '[PAD]',
  });
  const id2label = Object.fromEntries(Array.from({ length: 6 }, (_, id) => [id, `label ${id}`]));
  write(folder, 'config.json', { model_type: 'bert', id2label, max_position_embeddings: 512, pad_token_id: 0 });
  writeFileSync(onnx, bertFile(SHAPES[shape]));
  return folder;
}

function write(folder, name, content) {
  writeFileSync(join(folder, name), JSON.stringify(content));
}

/** A text of so many tokens, the special ones included; `seed` makes texts differ. */
export function textOf(tokens, seed) {
  return Array.from({ length: tokens - 2 }, (_, i) => `w${(seed * 7919 + i * 104729) % (VOCAB - 5)}`).join(' ');
}
