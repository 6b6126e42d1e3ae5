import { fixture } from '../../../test/golden-models.js';
import { fitText } from '../text-fitting.js';
import { TextEncoder } from './text-encoder.js';
import { readTokenizerSettings } from './tokenizer-settings.js';

interface Expected {
  readonly text: string;
  readonly input_ids: readonly number[];
}

interface ExpectedPair extends Expected {
  readonly second: string;
  readonly token_type_ids: readonly number[];
  /** The first text is cut so that both have room in it (`only_first`). */
  readonly max_length?: number;
}

/** The ids were recorded from the Rust library that Python uses. */
const TOKENIZERS = [
  { kind: 'WordPiece, lower-cased', files: ['m1-bert-queue'], expected: 'bert-uncased' },
  { kind: 'WordPiece, cased', files: ['m4-distilbert-queue'], expected: 'bert-cased' },
  { kind: 'byte-level BPE', files: ['tokenizers', 'roberta'], expected: 'roberta' },
  { kind: 'SentencePiece Unigram', files: ['tokenizers', 'xlm-roberta'], expected: 'xlm-roberta' },
];

function encoderOf(...files: readonly string[]): TextEncoder {
  const { model_type } = fixture<{ model_type: string }>(...files, 'config.json');
  return new TextEncoder(
    fixture(...files, 'tokenizer.json'),
    readTokenizerSettings(fixture(...files, 'tokenizer_config.json'), model_type),
  );
}

describe('TextEncoder', () => {
  it.each(TOKENIZERS)('gives the ids of the reference with $kind, whatever the script', ({ files, expected }) => {
    const encoder = encoderOf(...files);
    const differing = fixture<Expected[]>('tokenizers', expected, 'expected.json').filter(
      ({ text, input_ids }) => JSON.stringify(encoder.frame.around(encoder.bodyOf(text)).ids) !== JSON.stringify(input_ids),
    );
    expect(differing.map(({ text }) => text)).toEqual([]);
  });

  it.each(TOKENIZERS)('gives the ids and types of the reference for pairs with $kind, cut or not', ({ files, expected }) => {
    const encoder = encoderOf(...files);
    const head = { strategy: 'head', overlap: 0, maxWindows: 1 } as const;
    const differing = fixture<ExpectedPair[]>('tokenizers', expected, 'pairs.json').filter((pair) => {
      const room = { encoder, limit: pair.max_length ?? Infinity, frames: [encoder.frameWith(pair.second)] };
      const [sequence] = fitText(pair.text, room, head).sequences;
      return JSON.stringify([sequence?.ids, sequence?.types]) !== JSON.stringify([pair.input_ids, pair.token_type_ids]);
    });
    expect(differing.map(({ text, second }) => [text, second])).toEqual([]);
  });

  it('tells no types where tokenizer_config.json has no such input, as the reference does', () => {
    const settings = readTokenizerSettings({ model_input_names: ['input_ids', 'attention_mask'] }, 'bert');
    const encoder = new TextEncoder(fixture('m1-bert-queue', 'tokenizer.json'), settings);
    expect(encoder.frameWith('b').around(encoder.bodyOf('a')).types).toBeUndefined();
    expect(encoderOf('m1-bert-queue').frameWith('b').around([7]).types).toEqual([0, 0, 0, 1, 1]);
  });

  it('knows which tokenizers do not put two texts together', () => {
    const json = fixture<object>('m1-bert-queue', 'tokenizer.json');
    const settings = readTokenizerSettings({}, 'bert');
    expect(encoderOf('m1-bert-queue').canPair).toBe(true);
    expect(new TextEncoder({ ...json, post_processor: null }, settings).canPair).toBe(false);
  });

  it('looks no further into a long text than it has to, and finds the same ids', () => {
    const encoder = encoderOf('m1-bert-queue');
    const text = 'Der Drucker im dritten Stock   druckt nicht.\n'.repeat(2000);
    expect(encoder.bodyOf(text, 100).slice(0, 100)).toEqual(encoder.bodyOf(text).slice(0, 100));
    expect(encoder.bodyOf(text, 100).length).toBeLessThan(1000);
  });

  it.each([
    ['one word', 'x'.repeat(3_000_000)],
    ['unknown words', `${'\u4e00'.repeat(3)}${'q'.repeat(95)} `.repeat(10_000)],
    ['white space', ' '.repeat(3_000_000)],
    ['special tokens', '<s>[SEP]'.repeat(100_000)],
    ['accents', `a${'\u0301'.repeat(300_000)}`],
  ])('is done with a hostile text of %s in no time', (_what, text) => {
    for (const { files } of TOKENIZERS) {
      const encoder = encoderOf(...files);
      const start = performance.now();
      encoder.bodyOf(text, 510);
      expect(performance.now() - start).toBeLessThan(3000);
    }
  });

  it('knows the padding token, which is not 0 for every model', () => {
    expect(encoderOf('m1-bert-queue').padId).toBe(0);
    expect(encoderOf('tokenizers', 'roberta').padId).toBe(1);
  });

  it('takes half of a surrogate pair for the replacement character', () => {
    const encoder = encoderOf('tokenizers', 'roberta');
    expect(encoder.bodyOf('VPN \ud83d')).toEqual(encoder.bodyOf('VPN \ufffd'));
  });

  it('lets do_lower_case of tokenizer_config.json overrule the normalizer of tokenizer.json, missing included', () => {
    const { do_lower_case: _, ...config } = fixture<Record<string, unknown>>('m4-distilbert-queue', 'tokenizer_config.json');
    const encoder = new TextEncoder(fixture('m4-distilbert-queue', 'tokenizer.json'), readTokenizerSettings(config, undefined));
    expect(encoder.frame.around(encoder.bodyOf('Größe VPN')).ids).toEqual([2, 1552, 324, 271, 90, 307, 263, 3]);
    expect(encoderOf('m4-distilbert-queue').bodyOf('Größe VPN')).toEqual([441, 322, 324, 271, 803]);
  });
});
