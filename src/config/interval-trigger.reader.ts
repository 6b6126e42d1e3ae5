import { parseDuration } from '../params/duration.js';
import { readParams, readUse } from './entry-parts.js';
import type { RawMap, TriggerEntry } from './otai-config.js';
import { checkKeys, isMap, wrongType, type KeyRules, type Raw } from './raw-checks.js';

const TRIGGER_KEYS: KeyRules = { known: ['id', 'use', 'injects', 'params'] };

/**
 * Reads the `on` of a 1.4 runner. An interval trigger keeps the rhythm that it has there:
 * the orchestrator asks it once every `orchestrator_sleep`, so the longer of the two rules, and the first run comes after one interval.
 */
export function readIntervalTrigger(raw: Raw, orchestratorSleep: unknown): TriggerEntry | undefined {
  if (!isMap(raw.value)) {
    wrongType(raw, 'a trigger: a mapping with use');
    return undefined;
  }
  checkKeys(raw, raw.value, TRIGGER_KEYS);
  const use = readUse(raw, 'base:IntervalTrigger');
  const params = readParams(raw);
  return { use, params: use === 'base:IntervalTrigger' ? asIn14(params, orchestratorSleep) : params, path: raw.path };
}

function asIn14(params: RawMap, orchestratorSleep: unknown): RawMap {
  const interval = parseDuration(params['interval']);
  const sleep = parseDuration(orchestratorSleep);
  const isSlower = interval !== undefined && sleep !== undefined && sleep > interval;
  return { run_at_start: false, ...params, ...(isSlower ? { interval: orchestratorSleep } : {}) };
}
