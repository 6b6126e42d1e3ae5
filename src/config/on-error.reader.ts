import { checkNotEmpty } from './entry-parts.js';
import { ON_ERROR, type OnError, type StepEntry } from './otai-config.js';
import type { ProblemList } from './problem-list.js';
import { at, checkKeys, isMap, readWord, wrongType, type KeyRules, type Raw } from './raw-checks.js';

const ON_ERROR_KEYS: KeyRules = { known: ['steps', 'then'], synonyms: { run: 'steps', do: 'steps' } };

/** Reads a list of steps; handed over, since steps hold steps. */
type ReadSteps = (raw: unknown, path: Raw['path'], problems: ProblemList) => readonly StepEntry[];

/** `on_error:` of a step: a word, or steps that run when it has failed, and what happens then. */
export function readOnError(raw: Raw, readSteps: ReadSteps): Pick<StepEntry, 'onError' | 'errorSteps'> {
  if (isMap(raw.value)) return readBlock(raw, raw.value, readSteps);
  if (Array.isArray(raw.value)) {
    wrongType(raw, 'fail, continue or a mapping with steps', 'write on_error: { steps: [ … ] }');
    return { onError: 'fail', errorSteps: readSteps(raw.value, raw.path, raw.problems) };
  }
  return { onError: readWord(raw, ON_ERROR) ?? 'fail' };
}

function readBlock(raw: Raw, map: Readonly<Record<string, unknown>>, readSteps: ReadSteps): Pick<StepEntry, 'onError' | 'errorSteps'> {
  checkKeys(raw, map, ON_ERROR_KEYS);
  const steps = at(raw, 'steps');
  checkNotEmpty(steps);
  const onError: OnError = readWord(at(raw, 'then'), ON_ERROR) ?? 'fail';
  return { onError, errorSteps: readSteps(steps.value, steps.path, steps.problems) };
}
