import { fromHalfFloats } from './half-floats.js';

/** How the tokens of a text become one embedding: their mean, or that of the first token. */
export const POOLINGS = ['mean', 'cls'] as const;
export type Pooling = (typeof POOLINGS)[number];

/** Rows of numbers, one for each sequence. */
export type Rows = readonly (readonly number[])[];

/** An output of the runtime. */
export interface ModelOutput {
  readonly name: string;
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** What is read of the outputs of a model. */
export interface ModelHead {
  /** For the error when a model has no such outputs. */
  readonly wants: string;
  /** Which of the outputs to ask for. */
  choose(names: readonly string[]): string;
  /** @param lengths - the tokens of each sequence; what is behind them is padding */
  rowsOf(output: ModelOutput, lengths: readonly number[]): Rows;
}

/** The logits of a classifier. */
export const LABEL_HEAD: ModelHead = {
  wants: 'check that the model is a text classifier',
  choose: (names) => (names.includes('logits') ? 'logits' : (names[0] ?? 'logits')),
  rowsOf: ({ data, dims }, { length }) => {
    if (dims.length !== 2 || dims[0] !== length) throw new Error(`the output has the shape [${dims.join(', ')}], not [texts, labels]`);
    return rowsOfTwo(inSingles(data), dims);
  },
};

/** The output of a model that pools by itself, then those of its tokens. */
const EMBEDDINGS = ['sentence_embedding', 'last_hidden_state', 'token_embeddings'];

/**
 * What a text means, as numbers whose squares sum up to 1: of a model that pools by itself, or of its tokens.
 *
 * @param beyond - what the tokens would have to go through besides; only a model that pools by itself can be used then
 */
export function embeddingHead(pooling: Pooling, beyond: string | undefined): ModelHead {
  return {
    wants: 'export the model for the task feature-extraction: its output is last_hidden_state or sentence_embedding',
    choose: (names) => EMBEDDINGS.find((name) => names.includes(name)) ?? names[0] ?? 'last_hidden_state',
    rowsOf: ({ name, data, dims }, lengths) => {
      if (name === EMBEDDINGS[0]) return rowsOfTwo(inSingles(data), dims).map(normalized);
      if (dims.length !== 3) throw new Error(`the output ${name} has the shape [${dims.join(', ')}], not [texts, tokens, numbers]`);
      if (beyond !== undefined) throw new Error(`its tokens have to go through ${beyond}, which is not done here`);
      const singles = inSingles(data);
      return lengths.map((length, i) => normalized(pooled(singles, dims, { i, length, pooling })));
    },
  };
}

function rowsOfTwo(data: Float32Array, [count = 0, width = 0]: readonly number[]): Rows {
  return Array.from({ length: count }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)));
}

function pooled(
  data: Float32Array,
  [, tokens = 0, width = 0]: readonly number[],
  { i, length, pooling }: { readonly i: number; readonly length: number; readonly pooling: Pooling },
): readonly number[] {
  const count = pooling === 'cls' ? 1 : Math.max(1, length);
  const sums = Array.from({ length: width }, () => 0);
  for (let token = 0; token < count; token++) {
    const start = (i * tokens + token) * width;
    for (let place = 0; place < width; place++) sums[place] = (sums[place] ?? 0) + (data[start + place] ?? 0);
  }
  return sums.map((sum) => sum / count);
}

function normalized(row: readonly number[]): readonly number[] {
  const length = Math.hypot(...row);
  return length === 0 ? row : row.map((value) => value / length);
}

function inSingles(data: unknown): Float32Array {
  if (data instanceof Float32Array) return data;
  // Numbers of 16 bits come as their bits on Node 20 and 22, and in an array type of their own (`Float16Array`) from Node 24 on.
  if (data instanceof Uint16Array) return fromHalfFloats(data);
  if (ArrayBuffer.isView(data) && data.constructor.name === 'Float16Array') return Float32Array.from(data as unknown as ArrayLike<number>);
  throw new Error('the output is no tensor of floating-point numbers');
}
