import { checkName, checkNotEmpty, readParams, readUse } from './entry-parts.js';
import { OVERLAP, PIPELINE_MODE, type PipelineEntry, type TriggerEntry } from './otai-config.js';
import { at, checkKeys, isMap, readInteger, readMap, readWord, wrongType, type KeyRules, type Raw } from './raw-checks.js';
import { DEFAULT_SAFETY, readSafety } from './safety.reader.js';
import { readSteps } from './steps.reader.js';

const PIPELINE_KEYS: KeyRules = {
  known: ['trigger', 'params', 'mode', 'concurrency', 'overlap', 'quarantine', 'limits', 'breaker', 'steps'],
  synonyms: { on: 'trigger', run: 'steps' },
  misplaced: {
    id: 'the key above is the name',
    name: 'the key above is the name',
    use: 'a pipeline has steps; put a single component into a step of its own',
    schedule: 'write trigger: { use: base:cron, … } instead',
    cron: 'write trigger: { use: base:cron, … } instead',
    retry: 'give it to the steps that may be tried again',
    timeout: 'give it to the steps that must not take longer',
    on_error: 'give it to the steps that may fail',
    dry_run: 'write mode: dry_run instead',
  },
};
/** More runs at once than one process should have. */
const MOST_RUNS = 1000;
const TRIGGER_KEYS: KeyRules = { known: ['use', 'params'] };

/** Reads `pipelines:`, a mapping from names to pipelines. */
export function readPipelines(raw: Raw): readonly PipelineEntry[] {
  const names = Object.keys(readMap(raw, 'write one pipeline a key, e.g. route_tickets: { steps: [ … ] }'));
  return names.map((name) => readPipeline(at(raw, name), name));
}

function readPipeline(raw: Raw, name: string): PipelineEntry {
  checkName(raw, name);
  if (!isMap(raw.value)) {
    wrongType(raw, 'a pipeline: a mapping with steps');
    return { name, params: {}, steps: [], safety: DEFAULT_SAFETY, path: raw.path };
  }
  checkKeys(raw, raw.value, PIPELINE_KEYS);
  const steps = at(raw, 'steps');
  checkNotEmpty(steps);
  return {
    name,
    trigger: readTrigger(at(raw, 'trigger')),
    params: readParams(raw),
    concurrency: readInteger(at(raw, 'concurrency'), { from: 1, to: MOST_RUNS }),
    overlap: readWord(at(raw, 'overlap'), OVERLAP),
    mode: readWord(at(raw, 'mode'), PIPELINE_MODE),
    safety: readSafety(raw),
    steps: readSteps(steps.value, steps.path, steps.problems),
    path: raw.path,
  };
}

function readTrigger(raw: Raw): TriggerEntry | undefined {
  if (raw.value === undefined || raw.value === null) return undefined;
  if (!isMap(raw.value)) {
    wrongType(raw, 'a trigger: a mapping with use', 'e.g. trigger: { use: base:interval, params: { every: 60s } }');
    return undefined;
  }
  checkKeys(raw, raw.value, TRIGGER_KEYS);
  return { use: readUse(raw, 'base:interval'), params: readParams(raw), path: raw.path };
}
