import { embeddingHead, LABEL_HEAD } from './model-head.js';

/** Two texts of three places, two numbers each; the second text has two tokens and one place of padding. */
const TOKENS = { name: 'last_hidden_state', dims: [2, 3, 2], data: Float32Array.of(3, 4, 3, 4, 3, 4, 0, 2, 0, 4, 99, 99) };
const close = (...row: readonly number[]) => row.map((value) => expect.closeTo(value, 6) as number);

describe('embeddingHead', () => {
  it('gives the mean of the tokens, padding left out, at length 1', () => {
    expect(embeddingHead('mean', undefined).rowsOf(TOKENS, [3, 2])).toEqual([close(0.6, 0.8), close(0, 1)]);
  });

  it('gives the first token with cls', () => {
    const data = Float32Array.of(1, 0, 0, 1, 0, 1, 0, 2, 5, 5, 99, 99);
    expect(embeddingHead('cls', undefined).rowsOf({ ...TOKENS, data }, [3, 2])).toEqual([close(1, 0), close(0, 1)]);
  });

  it('takes what a model has pooled by itself, whatever would follow the tokens', () => {
    const head = embeddingHead('mean', 'Dense');
    expect(head.choose(['last_hidden_state', 'sentence_embedding'])).toBe('sentence_embedding');
    expect(head.rowsOf({ name: 'sentence_embedding', dims: [1, 2], data: Float32Array.of(6, 8) }, [3])).toEqual([close(0.6, 0.8)]);
    expect(() => head.rowsOf(TOKENS, [3, 2])).toThrow('its tokens have to go through Dense');
  });

  it('leaves an embedding of nothing but zeros as it is', () => {
    expect(embeddingHead('mean', undefined).rowsOf({ ...TOKENS, data: new Float32Array(12) }, [3, 2])).toEqual([close(0, 0), close(0, 0)]);
  });

  it('refuses logits', () => {
    expect(() => embeddingHead('mean', undefined).rowsOf({ name: 'logits', dims: [1, 6], data: new Float32Array(6) }, [3])).toThrow(
      'the output logits has the shape [1, 6], not [texts, tokens, numbers]',
    );
  });
});

describe('LABEL_HEAD', () => {
  it('gives a row of logits for each text, of numbers with 16 bits, too', () => {
    expect(LABEL_HEAD.choose(['hidden', 'logits'])).toBe('logits');
    expect(LABEL_HEAD.rowsOf({ name: 'logits', dims: [2, 2], data: Float32Array.of(1, 2, 3, 4) }, [5, 7])).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(LABEL_HEAD.rowsOf({ name: 'logits', dims: [1, 2], data: Uint16Array.of(0x3c00, 0xc000) }, [5])).toEqual([[1, -2]]);
  });

  it.each([
    ['tokens', { ...TOKENS, name: 'logits' }, 'has the shape [2, 3, 2], not [texts, labels]'],
    ['whole numbers', { name: 'logits', dims: [2, 2], data: new BigInt64Array(4) }, 'no tensor of floating-point numbers'],
  ])('refuses an output of %s', (_what, output, message) => {
    expect(() => LABEL_HEAD.rowsOf(output, [1, 1])).toThrow(message);
  });
});
