import { readParams, readUse } from './entry-parts.js';
import { readIntervalTrigger } from './interval-trigger.reader.js';
import { readPause } from './pause.reader.js';
import type { PipelineEntry, RawMap, TriggerEntry } from './otai-config.js';
import { at, checkKeys, isMap, missing, quote, readBoolean, readList, readText, wrongType, type KeyRules, type Raw } from './raw-checks.js';
import { DEFAULT_SAFETY } from './safety.reader.js';
import { readStep } from './steps.reader.js';

const ORCHESTRATOR = 'base:SimpleSequentialOrchestrator';
const RUNNER = 'base:SimpleSequentialRunner';
/** What the original waits after an error unless the config says otherwise: 5 s. */
const DEFAULT_EXCEPTION_SLEEP = 5_000;

const ORCHESTRATOR_KEYS: KeyRules = {
  known: ['id', 'use', 'injects', 'params'],
  misplaced: { steps: 'move it under params: as params: { steps: [ … ] }' },
};
const ORCHESTRATOR_PARAMS: KeyRules = {
  known: ['orchestrator_sleep', 'exception_sleep', 'always_retry', 'steps'],
};
const RUNNER_KEYS: KeyRules = {
  known: ['id', 'use', 'injects', 'params'],
  misplaced: {
    on: 'move it under params:',
    run: 'move it under params:',
    steps: 'move it into the params of the composite under params: { run: … }',
    if: 'move it into the step under params: { run: … }',
    depends_on: 'move it into the step under params: { run: … }',
    retry: 'move it into the step under params: { run: … }',
    timeout: 'move it into the step under params: { run: … }',
    on_error: 'move it into the step under params: { run: … }',
  },
};
const RUNNER_PARAMS: KeyRules = { known: ['on', 'run'] };

/** What holds for all pipelines of an orchestrator. */
interface Orchestrator {
  /** Read by `get_parent_param` in the outermost step of each runner. */
  readonly params: RawMap;
  readonly sleep: unknown;
  readonly exceptionSleep: number;
  readonly stopOnFailure: boolean;
}

/** Reads `orchestrator:`, the grammar of Open Ticket AI 1.4: each of its runners becomes a pipeline. */
export function readOrchestrator(raw: Raw): readonly PipelineEntry[] {
  if (!isMap(raw.value)) {
    wrongType(raw, 'an orchestrator: a mapping with use and params');
    return [];
  }
  checkKeys(raw, raw.value, ORCHESTRATOR_KEYS);
  checkUse(raw, ORCHESTRATOR);
  const params = at(raw, 'params');
  const orchestrator = readOrchestratorParams(params, readParams(raw));
  const runners = findRunners(raw, params);
  const taken = new Set<string>();
  return readList(runners, 'begin each runner with "- id:"').map((_, i) => {
    const pipeline = readRunner(at(runners, i), `pipeline_${i + 1}`, orchestrator);
    checkFree(at(runners, i), pipeline.name, taken);
    return pipeline;
  });
}

/** The list of runners; that of the older grammar, beside params, is read for the sake of the problems in it. */
function findRunners(raw: Raw, params: Raw): Raw {
  const runners = at(params, 'steps');
  if (runners.value !== undefined && runners.value !== null) return runners;
  const misplaced = at(raw, 'steps');
  if (misplaced.value !== undefined) return misplaced;
  missing(runners, 'list the runners there');
  return runners;
}

function readOrchestratorParams(raw: Raw, map: RawMap): Orchestrator {
  checkKeys(raw, map, ORCHESTRATOR_PARAMS);
  const { steps: _, ...params } = map;
  readPause(at(raw, 'orchestrator_sleep'));
  return {
    params,
    sleep: map['orchestrator_sleep'],
    exceptionSleep: readPause(at(raw, 'exception_sleep')) ?? DEFAULT_EXCEPTION_SLEEP,
    stopOnFailure: readBoolean(at(raw, 'always_retry')) === false,
  };
}

function readRunner(raw: Raw, fallbackName: string, orchestrator: Orchestrator): PipelineEntry {
  const { params, exceptionSleep, stopOnFailure } = orchestrator;
  const name = readText(at(raw, 'id')) || fallbackName;
  // What the original waits after an error is what a ticket waits that had one: the others need not.
  const safety = { ...DEFAULT_SAFETY, quarantine: { ...DEFAULT_SAFETY.quarantine, pause: exceptionSleep } };
  const pipeline = { name, params, steps: [], safety, path: raw.path, exceptionSleep, stopOnFailure };
  if (!isMap(raw.value)) {
    wrongType(raw, 'a runner: a mapping with use and params');
    return pipeline;
  }
  checkKeys(raw, raw.value, RUNNER_KEYS);
  checkUse(raw, RUNNER);
  const runnerParams = at(raw, 'params');
  checkKeys(runnerParams, readParams(raw), RUNNER_PARAMS);
  return { ...pipeline, trigger: readTrigger(at(runnerParams, 'on'), orchestrator.sleep), steps: readRun(at(runnerParams, 'run')) };
}

function readTrigger(raw: Raw, sleep: unknown): TriggerEntry | undefined {
  if (raw.value !== undefined && raw.value !== null) return readIntervalTrigger(raw, sleep);
  missing(raw, 'say when it runs, e.g. on: { use: base:IntervalTrigger, params: { interval: PT60S } }');
  return undefined;
}

function readRun(raw: Raw): PipelineEntry['steps'] {
  if (raw.value !== undefined && raw.value !== null) return [readStep(raw, new Set(), 'run')];
  missing(raw, 'say what it runs, e.g. run: { use: base:CompositePipe, params: { steps: [ … ] } }');
  return [];
}

function checkUse(raw: Raw, expected: string): void {
  const use = readUse(raw, expected);
  if (use === '' || use === expected) return;
  const message = `must be ${expected}, but is ${quote(use)}`;
  raw.problems.add({
    code: 'bad_value',
    path: [...raw.path, 'use'],
    message,
    hint: 'for anything else write pipelines: instead of orchestrator:',
  });
}

function checkFree(raw: Raw, name: string, taken: Set<string>): void {
  const message = `is ${quote(name)}, which an earlier runner already is`;
  if (taken.has(name)) raw.problems.add({ code: 'duplicate_id', path: [...raw.path, 'id'], message });
  taken.add(name);
}
