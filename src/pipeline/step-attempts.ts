import { PipeResult, type FailedResult } from '../api/pipe-result.js';
import type { RetryEntry } from '../config/otai-config.js';
import { Attempt } from './attempt.js';
import { pauseAfter } from './backoff.js';
import type { CompiledStep, StepPolicy } from './compiled-pipeline.js';
import { StepFailedError, StepPostponedError } from './run.error.js';
import type { RunScope } from './run-scope.js';
import type { TriedBefore } from './step-memory.js';

/** Executes a step once. */
export type Execute = (attempt: Attempt) => PipeResult | Promise<PipeResult>;

/**
 * Executes a step that has a policy: each attempt within its time, and again as long as the policy, the error and what was written allow.
 * The result is that of the last attempt. Never rejects.
 */
export async function runAttempts({ policy, step, scope, before }: AttemptPlan, execute: Execute): Promise<PipeResult> {
  const { environment } = scope.run;
  const began = before?.since ?? environment.clock.now();
  for (let number = (before?.attempts ?? 0) + 1; ; number += 1) {
    const attempt = new Attempt(number, scope);
    const result = await settle(attempt, policy.timeout, execute);
    if (result.status !== 'failed') return result;
    const pause = policy.retry && pauseBeforeNext(policy.retry, { attempt, result, scope, began });
    if (pause === undefined) return countAttempts(result, number, { step, scope });
    if (!scope.run.cancelled) announceRetry(step, scope, { attempt: number, delayMs: pause, error: result.error });
    // An attempt around this one has its own count, which would begin anew.
    const isLeft = scope.attempt === undefined && scope.run.leaveFor(pause);
    if (!isLeft) await scope.run.pause(pause, scope.attempt?.signal);
    if (isOver(scope)) return postpone(result, scope, { attempts: number, since: began });
  }
}

/** A step with its policy, and where it stands. */
export interface AttemptPlan {
  readonly policy: StepPolicy;
  readonly step: CompiledStep;
  readonly scope: RunScope;
  /** The attempts before an interruption. Default: none. */
  readonly before?: TriedBefore | undefined;
}

async function settle(attempt: Attempt, timeout: number | undefined, execute: Execute): Promise<PipeResult> {
  try {
    if (timeout === undefined) return await execute(attempt);
    // First: the clock runs from the moment the pipe begins.
    const timeIsUp = attempt.limit(timeout);
    return await Promise.race([execute(attempt), timeIsUp]);
  } catch (error) {
    return PipeResult.failed(error);
  } finally {
    attempt.close();
  }
}

interface FailedAttempt {
  readonly attempt: Attempt;
  readonly result: FailedResult;
  readonly scope: RunScope;
  /** When the first attempt began. */
  readonly began: number;
}

/** How long to wait for the next attempt; `undefined` when there is none. */
function pauseBeforeNext(retry: RetryEntry, { attempt, result: { error }, scope, began }: FailedAttempt): number | undefined {
  if (attempt.number >= retry.maxAttempts || scope.run.interrupted || scope.attempt?.isOver === true) return undefined;
  if (!attempt.isRepeatableAfter(error)) return undefined;
  const { clock, random } = scope.run.environment;
  const pause = pauseAfter(retry, attempt.number, { asked: error.retryAfterMs, random });
  return clock.now() - began + pause > retry.maxDuration ? undefined : pause;
}

/** A further attempt was due, but the run has stopped. */
function postpone(result: FailedResult, { run, attempt }: RunScope, tried: TriedBefore): FailedResult {
  if (!run.suspended || run.interrupted || attempt?.isOver === true) return result;
  return PipeResult.failed(new StepPostponedError(run.pipeline, run.cancelReason, result.error, tried));
}

function isOver({ run, attempt }: RunScope): boolean {
  return run.cancelled || attempt?.isOver === true;
}

/** Says that it was tried more than once; not of a cancelled run, and not of a step inside, which has said so itself. */
function countAttempts(result: FailedResult, attempts: number, { step, scope }: Omit<AttemptPlan, 'policy'>): FailedResult {
  const { error } = result;
  if (attempts === 1 || scope.run.interrupted || error instanceof StepFailedError) return result;
  return PipeResult.failed(new StepFailedError(scope.run.pipeline, scope.pathPrefix + step.id, error, attempts));
}

function announceRetry(
  step: CompiledStep,
  { run, pathPrefix }: RunScope,
  what: { attempt: number; delayMs: number; error: FailedResult['error'] },
): void {
  const { events } = run.environment;
  if (!events.watched) return;
  events.emit({ type: 'step_retried', runId: run.id, pipeline: run.pipeline, step: step.id, path: pathPrefix + step.id, ...what });
}
