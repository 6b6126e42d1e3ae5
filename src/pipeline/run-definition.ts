import { hash } from 'node:crypto';
import type { StepEntry } from '../config/otai-config.js';
import type { CompiledPipeline } from './compiled-pipeline.js';

const DIGESTS = new WeakMap<CompiledPipeline, string>();

/** A digest of what a pipeline does: a run goes on after an interruption only when this is still the same. Where it stands in the config is no part of it. */
export function definitionOf(pipeline: CompiledPipeline): string {
  const known = DIGESTS.get(pipeline);
  if (known !== undefined) return known;
  const { params, steps } = pipeline.entry;
  const json = JSON.stringify({ params, steps: steps.map(withoutPlaces) }, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}` : value,
  );
  const digest = hash('sha256', json, 'base64url').slice(0, 16);
  DIGESTS.set(pipeline, digest);
  return digest;
}

/** Only what the config's reader has noted down goes: a param may be named `path`. */
function withoutPlaces({ path: _path, dependsOn, errorSteps, ...step }: StepEntry): object {
  return { ...step, dependsOn: dependsOn.map(({ id }) => id), errorSteps: errorSteps?.map(withoutPlaces) };
}
