import type { ConfigPath } from './config-path.js';
import { readId, readInjects, readParams, readUse } from './entry-parts.js';
import { readOnError } from './on-error.reader.js';
import type { Dependency, RawMap, StepEntry } from './otai-config.js';
import { readTime } from './pause.reader.js';
import type { ProblemList } from './problem-list.js';
import { at, checkKeys, isMap, readList, readText, wrongType, type KeyRules, type Raw } from './raw-checks.js';
import { readRetry } from './retry.reader.js';

const STEP_KEYS: KeyRules = {
  known: ['id', 'use', 'params', 'injects', 'if', 'depends_on', 'retry', 'timeout', 'on_error'],
  synonyms: { name: 'id', type: 'use', with: 'params', config: 'params', when: 'if', condition: 'if', needs: 'depends_on' },
  misplaced: {
    steps: 'nested steps are a param: move them under params: as params: { steps: [ … ] }',
    trigger: 'only a pipeline has a trigger',
    concurrency: 'that of a pipeline stands beside its steps:, that of a for_each under its params:',
    ...Object.fromEntries(
      ['overlap', 'mode', 'quarantine', 'limits', 'breaker'].map((key) => [key, 'only a pipeline has it, beside its steps:']),
    ),
    on: 'only a runner has on: and run:, under its params:',
    run: 'only a runner has on: and run:, under its params:',
  },
};

/** Keys of a step that people put among its params by a slip of indentation. No pipe can have params of these names. */
const NOT_PARAMS = ['if', 'depends_on', 'retry', 'on_error', 'injects'];

/**
 * Reads a list of steps, of a pipeline or nested in a step's params, and reports what is wrong with it.
 * Nested lists inside stay raw: read them with another call.
 *
 * @param raw - what stands in the config; nothing at all is an empty list
 * @param path - where it stands. Below `orchestrator` the 1.4 grammar holds: a step without an id gets one
 */
export function readSteps(raw: unknown, path: ConfigPath, problems: ProblemList): StepEntry[] {
  const list: Raw = { value: raw, path, problems };
  const taken = new Set<string>();
  return readList(list, 'begin each step with "- id:"').map((_, i) => {
    const step = readStep(at(list, i), taken, `step_${i + 1}`);
    taken.add(step.id);
    return step;
  });
}

/**
 * Reads one step.
 *
 * @param taken - the ids that are in use at its level
 * @param fallbackId - its id in the 1.4 grammar when it has none
 */
export function readStep(raw: Raw, taken: ReadonlySet<string>, fallbackId: string): StepEntry {
  if (!isMap(raw.value)) {
    wrongType(raw, 'a step: a mapping with id and use');
    return emptyStep(fallbackId, raw.path);
  }
  checkKeys(raw, raw.value, STEP_KEYS);
  readMisplacedSteps(raw, raw.value);
  const params = readParams(raw);
  checkParams(raw, params);
  return {
    id: readId(raw, taken, raw.path[0] === 'orchestrator' ? freeId(fallbackId, taken) : undefined) || fallbackId,
    use: readUse(raw, 'base:fetch_tickets'),
    injects: readInjects(raw),
    params,
    if: readCondition(at(raw, 'if')),
    dependsOn: readDependsOn(at(raw, 'depends_on')),
    ...readOnError(at(raw, 'on_error'), readSteps),
    retry: readRetry(at(raw, 'retry')),
    timeout: readTime(at(raw, 'timeout')),
    path: raw.path,
  };
}

/** Steps beside params are in the wrong place, but what is wrong in them is told too. */
function readMisplacedSteps(raw: Raw, step: RawMap): void {
  if (Array.isArray(step['steps'])) readSteps(step['steps'], [...raw.path, 'steps'], raw.problems);
}

function checkParams(raw: Raw, params: RawMap): void {
  for (const key of NOT_PARAMS.filter((name) => Object.hasOwn(params, name))) {
    const path = [...raw.path, 'params', key];
    raw.problems.add({
      code: 'misplaced_key',
      path,
      at: 'key',
      message: 'does not belong here',
      hint: 'move it out of params, beside use:',
    });
  }
}

function readCondition(raw: Raw): string | boolean | undefined {
  if (typeof raw.value === 'boolean') return raw.value;
  if (typeof raw.value === 'string' || raw.value === undefined || raw.value === null) return readText(raw);
  wrongType(raw, 'a template in quotes, or true or false');
  return undefined;
}

function readDependsOn(raw: Raw): readonly Dependency[] {
  if (typeof raw.value === 'string') return [{ id: raw.value, path: raw.path }];
  const entries = readList(raw, 'give the id of a step, or a list of ids').map((_, i) => at(raw, i));
  return entries.flatMap((entry) => {
    const id = readText(entry);
    return id === undefined ? [] : [{ id, path: entry.path }];
  });
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  while (taken.has(id)) id = `${id}_`;
  return id;
}

function emptyStep(id: string, path: ConfigPath): StepEntry {
  return { id, use: '', injects: {}, params: {}, dependsOn: [], onError: 'fail', path };
}
