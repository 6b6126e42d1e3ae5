import { readInjects, readParams, readUse } from './entry-parts.js';
import type { ServiceEntry } from './otai-config.js';
import { checkKeys, isMap, wrongType, type KeyRules, type Raw } from './raw-checks.js';

const EXECUTOR_KEYS: KeyRules = { known: ['use', 'injects', 'params'], synonyms: { type: 'use', config: 'params' } };

/** The id of the service that stands under `infrastructure.executor`. */
export const EXECUTOR_ID = 'infrastructure.executor';

/** Whether a config names who runs its pipelines, in many processes. */
export function hasExecutor({ services }: { readonly services: readonly ServiceEntry[] }): boolean {
  return services.some(({ id }) => id === EXECUTOR_ID);
}

/** `infrastructure.executor:`, who runs pipelines in many processes. It is built as any service is; nothing there: none. */
export function readExecutor(raw: Raw): readonly ServiceEntry[] {
  if (raw.value === undefined || raw.value === null) return [];
  if (!isMap(raw.value)) {
    wrongType(
      raw,
      'an executor: a mapping with use',
      'e.g. executor: { use: bullmq:BullMqExecutor, params: { connection: redis://127.0.0.1 } }',
    );
    return [];
  }
  checkKeys(raw, raw.value, EXECUTOR_KEYS);
  return [
    { id: EXECUTOR_ID, use: readUse(raw, 'bullmq:BullMqExecutor'), injects: readInjects(raw), params: readParams(raw), path: raw.path },
  ];
}
