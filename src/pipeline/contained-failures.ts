import type { OtaiError } from '../api/otai.error.js';
import type { StepFinishedEvent } from './run-events.js';
import { StepFailedError } from './run.error.js';
import { ON_ERROR_LABEL } from './run-scope.js';

/** More of one run are counted only. */
const MOST = 10;
/** Of a run whose end comes in another process nobody asks here: the oldest are forgotten. */
const MOST_RUNS = 1000;

/** What failed in a run without taking the run with it. */
export interface Contained {
  readonly failures: readonly StepFailedError[];
  /** How many there were beside these. */
  readonly uncounted: number;
}

/** Collects, for each run, the steps that failed while the run went on: under `on_error: continue`, or as one item of many. */
export class ContainedFailures {
  readonly #runs = new Map<string, StepFailedError[]>();

  /** The steps around a failed one pass its error on; only the innermost counts. */
  add({ runId, path, result }: StepFinishedEvent): void {
    if (result.status !== 'failed' || !(result.error instanceof StepFailedError) || result.error.path !== path) return;
    const failures = this.#runs.get(runId);
    if (failures !== undefined) return void failures.push(result.error);
    this.#runs.set(runId, [result.error]);
    if (this.#runs.size > MOST_RUNS) this.#runs.delete(this.#runs.keys().next().value ?? '');
  }

  /** What is known of a run that has ended, which is forgotten then. What the run's own failure tells already is left out. */
  take(runId: string, ending: OtaiError | undefined): Contained {
    const all = this.#runs.get(runId) ?? [];
    this.#runs.delete(runId);
    const failures = all.filter((failure) => !isToldBy(ending, failure));
    return { failures: failures.slice(0, MOST), uncounted: Math.max(0, failures.length - MOST) };
  }
}

/** The run failed with it, or with a step that holds it. */
function isToldBy(ending: OtaiError | undefined, failure: StepFailedError): boolean {
  if (!(ending instanceof StepFailedError)) return false;
  // What was done about the failure, and failed too, is another story.
  if (failure.path.startsWith(`${ending.path}${ON_ERROR_LABEL}/`)) return false;
  return failure === ending || failure.path.startsWith(`${ending.path}/`) || failure.path.startsWith(`${ending.path}[`);
}
