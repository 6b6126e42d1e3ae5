import type { RecordedError, StepRecord } from '../../journal/journal-records.js';
import { pathTree } from '../path-tree.js';
import { milliseconds, oneLine } from '../printable.js';

/** The steps of a run as an indented tree, in the order in which they began: state, duration, attempts, and why one was skipped or failed. */
export function stepTree(steps: readonly StepRecord[]): string[] {
  return pathTree(steps.map((step) => ({ path: step.path, facts: factsOf(step) })));
}

function factsOf({ state, durationMs, attempts, reason, error }: StepRecord): string {
  const facts = [
    state.padEnd('succeeded'.length),
    (state === 'started' ? '' : milliseconds(durationMs)).padStart('59.9 s'.length),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(reason === null ? [] : [oneLine(reason)]),
    ...(error === null ? [] : [errorLine(error)]),
  ];
  return facts.join('  ');
}

/** An error as one line: what happened, and its code. */
export function errorLine({ message, code }: RecordedError): string {
  return `${oneLine(message)} [${code}]`;
}
