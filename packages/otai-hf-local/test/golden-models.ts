import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of models and their reference outputs. */
export const FIXTURES = fileURLToPath(new URL('./fixtures', import.meta.url));

/** What the reference says of one text. */
export interface GoldenCase {
  readonly id: string;
  readonly text: string;
  readonly input_ids: readonly number[];
  readonly n_tokens: number;
  readonly logits: readonly number[];
  readonly scores: readonly { readonly label: string; readonly score: number }[];
  readonly top: { readonly label: string; readonly score: number };
}

/** What the reference says of a model. */
export interface Goldens {
  readonly labels_by_id: readonly string[];
  readonly function_to_apply: 'softmax' | 'sigmoid' | 'none';
  readonly max_length_used: number;
  readonly onnx_inputs: readonly string[];
  readonly cases: readonly GoldenCase[];
  readonly batches: readonly {
    readonly id: string;
    readonly case_ids: readonly string[];
    readonly logits: readonly (readonly number[])[];
  }[];
}

/** The models at hand. */
export const MODELS = readdirSync(FIXTURES)
  .filter((name) => /^m\d/.test(name))
  .toSorted();

/** A JSON file under the fixtures. */
export function fixture<T>(...path: readonly string[]): T {
  return JSON.parse(readFileSync(join(FIXTURES, ...path), 'utf8')) as T;
}

/** The largest difference between two lists of numbers. */
export function distance(a: readonly number[], b: readonly number[]): number {
  return a.length === b.length ? Math.max(0, ...a.map((value, i) => Math.abs(value - (b[i] ?? NaN)))) : Infinity;
}
