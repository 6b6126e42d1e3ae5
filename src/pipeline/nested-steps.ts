import { PipeResult, type ResultData } from '../api/pipe-result.js';
import type { Steps, StepsRunOptions } from '../api/steps.js';
import type { CompiledStep } from './compiled-pipeline.js';
import type { Holder, RunScope } from './run-scope.js';
import { runSteps } from './step.runner.js';

const NOBODY: Holder = { path: '', params: {}, attempt: undefined };

/** The value of a params field under `@IsSteps()`, for one execution of the step that has it. */
export class NestedSteps implements Steps {
  readonly #steps: readonly CompiledStep[];
  readonly #scope: RunScope;
  #holder: Holder | undefined;

  constructor(steps: readonly CompiledStep[], scope: RunScope) {
    this.#steps = steps;
    this.#scope = scope;
  }

  /** Called by the runner, which alone knows the params once all of them are rendered. */
  attach(holder: Holder): void {
    this.#holder = holder;
  }

  get length(): number {
    return this.#steps.length;
  }

  async run(options: StepsRunOptions = {}): Promise<PipeResult> {
    const { path, params, attempt } = this.#holder ?? NOBODY;
    const holder = { path: options.label === undefined ? path : `${path}[${options.label}]`, params, attempt };
    const scope = this.#scope.nested(holder, options.variables);
    const failure = await runSteps(this.#steps, scope);
    return failure ?? mergeResults(scope.ownResults);
  }
}

/** One result for a level: the data of all steps that succeeded, a later key winning; skipped when every step was. */
export function mergeResults(results: ReadonlyMap<string, PipeResult>): PipeResult {
  const all = [...results.values()];
  if (all.length > 0 && all.every((result) => result.skipped)) return PipeResult.skipped('all of its steps were skipped');
  const data: ResultData = Object.assign({}, ...all.map((result) => (result.status === 'succeeded' ? result.data : {})));
  return PipeResult.succeeded(data);
}
