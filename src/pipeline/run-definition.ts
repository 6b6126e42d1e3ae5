import { createHash } from 'node:crypto';
import type { CompiledPipeline } from './compiled-pipeline.js';

const DIGESTS = new WeakMap<CompiledPipeline, string>();

/** A digest of what a pipeline does: a run goes on after an interruption only when this is still the same. Where it stands in the config is no part of it. */
export function definitionOf(pipeline: CompiledPipeline): string {
  const known = DIGESTS.get(pipeline);
  if (known !== undefined) return known;
  const { params, steps } = pipeline.entry;
  const json = JSON.stringify({ params, steps }, (key, value: unknown) => (key === 'path' ? undefined : value));
  const digest = createHash('sha256').update(json).digest('base64url').slice(0, 16);
  DIGESTS.set(pipeline, digest);
  return digest;
}
