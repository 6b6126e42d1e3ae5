import { availableParallelism } from 'node:os';
import type { EngineOptions } from './batching/inference-engine.js';
import type { RequestKind } from './batching/request-queue.js';
import type { HfModelParams } from './hf-model.params.js';
import type { ModelSpec } from './worker/protocol.js';

const BATCH_SIZE = 16;
const MOST_THREADS = 4;

/** How the processes run. */
export function engineOptionsOf({ batch, idle_unload, max_queue, memory_limit_mb, timeout, workers }: HfModelParams): EngineOptions {
  const memoryLimit = memory_limit_mb * 1e6;
  return { workers, maxWait: batch.max_wait, maxQueue: max_queue, timeout, idleUnload: idle_unload, memoryLimit };
}

/** What they are to load. */
export function specOf(model: Omit<ModelSpec, 'key' | 'threads'>, { threads, workers }: HfModelParams): ModelSpec {
  const used = threads ?? Math.max(1, Math.min(MOST_THREADS, Math.floor(availableParallelism() / 2 / workers)));
  return { ...model, key: JSON.stringify([used, model.files.onnx, model.task, model.pooling]), threads: used };
}

/** How texts are handed to it. */
export function kindOf(spec: ModelSpec, params: HfModelParams, seconds?: readonly string[]): RequestKind {
  const { batch, dtype, strategy, max_length, windows } = params;
  const fitting = { strategy, maxLength: max_length, overlap: windows.overlap, maxWindows: windows.max_windows };
  // The scale of dynamically quantized activations belongs to the whole batch: only alone is a text's answer always the same.
  const limits = { maxSize: batch.max_size ?? (dtype === 'q8' ? 1 : BATCH_SIZE), maxTokens: batch.max_tokens };
  return { key: JSON.stringify([spec.key, fitting, limits, seconds]), spec, fitting, limits, seconds };
}
