import { availableParallelism } from 'node:os';
import type { RequestKind } from './batching/request-queue.js';
import type { HfClassificationParams } from './hf-classification.params.js';
import type { FoundModel } from './hub/hub-model.js';
import type { LabelOptions } from './scoring/label-policy.js';
import type { ModelSpec } from './worker/protocol.js';

const BATCH_SIZE = 16;
const MOST_THREADS = 4;

/** What the model process is to load. */
export function specOf(name: string, { files }: FoundModel, { threads }: HfClassificationParams): ModelSpec {
  const used = threads ?? Math.max(1, Math.min(MOST_THREADS, Math.floor(availableParallelism() / 2)));
  return { key: `${used} ${files.onnx}`, name, files, threads: used };
}

/** How texts are handed to it. */
export function kindOf(spec: ModelSpec, { batch, dtype, strategy, max_length, windows }: HfClassificationParams): RequestKind {
  const fitting = { strategy, maxLength: max_length, overlap: windows.overlap, maxWindows: windows.max_windows };
  // The scale of dynamically quantized activations belongs to the whole batch: only alone is a text's answer always the same.
  const limits = { maxSize: batch.max_size ?? (dtype === 'q8' ? 1 : BATCH_SIZE), maxTokens: batch.max_tokens };
  return { key: JSON.stringify([spec.key, fitting, limits]), spec, fitting, limits };
}

/** How its scores are read. */
export function labelOptionsOf({ windows, ...params }: HfClassificationParams): LabelOptions {
  return { ...params, join: windows.join };
}
