import { performance } from 'node:perf_hooks';
import type { OtaiError } from '../api/otai.error.js';
import { PipeResult, type FailedResult } from '../api/pipe-result.js';
import { ParamsError } from '../params/params.error.js';
import { FailCalledError } from '../templating/template-helper.error.js';
import type { Attempt } from './attempt.js';
import type { CompiledStep } from './compiled-pipeline.js';
import type { NestedSteps } from './nested-steps.js';
import { BadPipeResultError, describeFailure, RunCancelledError, StepFailedError } from './run.error.js';
import { ON_ERROR_LABEL, type Holder, type RunScope } from './run-scope.js';
import { runAttempts } from './step-attempts.js';
import { StepExecution } from './step-execution.js';
import type { Run } from './run.js';
import { isHadAgain, type PlacedStep, type TriedBefore } from './step-memory.js';
import { isTruthy } from './truthiness.js';

/**
 * Runs the steps of one level in order and leaves their results in the scope.
 *
 * The hot path: nothing is compiled, looked up by name, logged or copied here.
 *
 * @returns the failure that ended the level, or `undefined`
 */
export async function runSteps(steps: readonly CompiledStep[], scope: RunScope): Promise<FailedResult | undefined> {
  const { run } = scope;
  const { events } = run.environment;
  for (const step of steps) {
    if (run.cancelled) return PipeResult.failed(new RunCancelledError(run.pipeline, run.cancelReason));
    if (scope.attempt?.isOver === true) return PipeResult.failed(scope.attempt.signal.reason);
    const placed = run.recorder?.place(step, scope.pathPrefix + step.id);
    const told = placed === undefined || run.share === undefined ? undefined : run.recorder?.wasHere(placed);
    if (events.watched && told === undefined) announceStep(step, scope);
    const started = events.outcomesWatched ? performance.now() : 0;
    let result: PipeResult;
    try {
      const outcome = placed === undefined ? startStep(step, scope) : startRecorded(placed, scope);
      result = checkResult(step, isPromise(outcome) ? await outcome : outcome);
      if (run.suspended && step.stepsFields.length > 0) result = PipeResult.failed(new RunCancelledError(run.pipeline, run.cancelReason));
    } catch (error) {
      result = PipeResult.failed(error);
    }
    if (result.status === 'failed') result = nameFailure(result, step, scope);
    if (placed !== undefined) run.recorder?.finish(placed, result);
    scope.set(step.id, result);
    const isNews = told !== 'ended' && !isToBeGoneOnWith(result, run);
    if (isNews && (events.watched || (result.failed && events.outcomesWatched))) announceResult(step, scope, result, started);
    if (result.status !== 'failed') continue;
    const ending = await endingAfter(result, step, scope);
    if (ending !== undefined) return ending;
  }
  return undefined;
}

/** Decides whether the step runs at all, and in how many attempts. */
function startStep(step: CompiledStep, scope: RunScope, before?: TriedBefore): PipeResult | Promise<PipeResult> {
  const skipped = reasonToSkip(step, scope);
  if (skipped !== undefined) return PipeResult.skipped(skipped);
  const { policy } = step;
  if (policy === undefined) return execute(step, scope, undefined);
  return runAttempts({ policy, step, scope, before }, async (attempt) => checkResult(step, await execute(step, scope, attempt)));
}

/** The same where steps are recorded: one that an interruption had met is recovered first. */
async function startRecorded(placed: PlacedStep, scope: RunScope): Promise<PipeResult> {
  const { step } = placed;
  const { recorder } = scope.run;
  const recovered = await recorder?.recover(placed, scope);
  if (recovered !== undefined) return recovered;
  const mustNotRepeat = !isHadAgain(step) && step.pipe.component.effect !== 'idempotent';
  if (mustNotRepeat && reasonToSkip(step, scope) === undefined) await recorder?.begin(placed);
  return startStep(step, scope, recorder?.triedBefore(placed));
}

/** In a fleet a run stops and goes on as a matter of course, and its steps with it. */
function isToBeGoneOnWith(result: PipeResult, { share, suspended }: Run): boolean {
  return share !== undefined && suspended && result.status === 'failed' && result.error instanceof RunCancelledError;
}

/** Renders the step's params and hands over to the pipe. */
function execute(step: CompiledStep, scope: RunScope, attempt: Attempt | undefined): PipeResult | Promise<PipeResult> {
  const params = step.params.render(scope);
  if (step.stepsFields.length > 0) attachNestedSteps(step, scope, { params, attempt });
  return step.pipe.instance.execute(new StepExecution(step, scope, params, attempt));
}

/** What the config wants to be done about a failure is done. Gives what ends the level, `undefined` when it goes on. */
async function endingAfter(result: FailedResult, step: CompiledStep, scope: RunScope): Promise<FailedResult | undefined> {
  if (scope.run.cancelled) return result;
  const own = step.continueOnError ? undefined : result;
  if (step.errorSteps === undefined) return own;
  const path = `${scope.pathPrefix}${step.id}${ON_ERROR_LABEL}`;
  const failure = await runSteps(step.errorSteps, scope.afterFailure(path, describeFailure(result.error, step.id)));
  return failure?.error instanceof RunCancelledError ? failure : (own ?? failure);
}

/** Why the step does not run here and now; `undefined`: it does. */
export function reasonToSkip(step: CompiledStep, scope: RunScope): string | undefined {
  for (const id of step.dependsOn) {
    const dependency = scope.get(id);
    if (dependency?.status !== 'succeeded') return `it depends on "${id}", which ${describeStatus(dependency)}`;
  }
  if (step.condition === undefined || step.condition === true) return undefined;
  const holds = step.condition !== false && isTruthy(step.condition.render(scope));
  return holds ? undefined : 'its condition (if) is false';
}

function describeStatus(result: PipeResult | undefined): string {
  if (result === undefined) return 'has not run';
  return result.status === 'skipped' ? 'was skipped' : 'failed';
}

function attachNestedSteps(
  step: CompiledStep,
  scope: RunScope,
  { params, attempt }: Pick<Holder, 'attempt'> & { readonly params: object },
): void {
  const holder: Holder = {
    path: scope.pathPrefix + step.id,
    params: params as Holder['params'],
    attempt: attempt ?? scope.attempt,
  };
  for (const field of step.stepsFields) {
    (holder.params[field] as NestedSteps | undefined)?.attach(holder);
  }
}

/** JavaScript plugins can return anything; what is no result must not pass as one. */
function checkResult(step: CompiledStep, result: PipeResult): PipeResult {
  const status: unknown = (result as PipeResult | undefined)?.status;
  // The flag too: `{ status: 'succeeded' }`, written by hand, lacks what everybody reads.
  if ((status === 'succeeded' || status === 'skipped' || status === 'failed') && result[status]) return result;
  throw new BadPipeResultError(step.pipe.component.type.name, result);
}

/** Says once in which pipeline and step it happened: at the innermost step, whose failure the ones around pass on. */
function nameFailure(result: FailedResult, step: CompiledStep, scope: RunScope): FailedResult {
  const { error } = result;
  const { pipeline, interrupted, cancelReason } = scope.run;
  if (error instanceof StepFailedError || error instanceof RunCancelledError) return result;
  if (interrupted) return PipeResult.failed(new RunCancelledError(pipeline, cancelReason));
  return PipeResult.failed(new StepFailedError(pipeline, scope.pathPrefix + step.id, guardOf(error) ?? error));
}

/** A template that called `fail()` says why in its own words: that it was a param that could not be rendered is beside the point. */
function guardOf(error: OtaiError): FailCalledError | undefined {
  return error instanceof ParamsError && error.cause instanceof FailCalledError ? error.cause : undefined;
}

/** Not `instanceof Promise`: a pipe may return the promise of another library or realm. What is ready is not awaited. */
function isPromise(outcome: PipeResult | Promise<PipeResult>): outcome is Promise<PipeResult> {
  return typeof (outcome as Partial<Promise<PipeResult>> | undefined)?.then === 'function';
}

function announceStep(step: CompiledStep, { run, pathPrefix }: RunScope): void {
  run.environment.events.emit({ type: 'step_started', runId: run.id, pipeline: run.pipeline, step: step.id, path: pathPrefix + step.id });
}

function announceResult(step: CompiledStep, { run, pathPrefix }: RunScope, result: PipeResult, started: number): void {
  const durationMs = started === 0 ? 0 : performance.now() - started;
  const path = pathPrefix + step.id;
  run.environment.events.emit({ type: 'step_finished', runId: run.id, pipeline: run.pipeline, step: step.id, path, result, durationMs });
}
