import { performance } from 'node:perf_hooks';
import { PipeResult } from '../api/pipe-result.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import type { Journal } from './journal.js';
import { mergeResults } from './nested-steps.js';
import { Run, type RunEnvironment, type RunOptions } from './run.js';
import { RunResult } from './run-result.js';
import { RunScope } from './run-scope.js';
import { runSteps } from './step.runner.js';

/** A run that was handed to an executor. */
export interface StartedRun {
  readonly runId: string;
  /** Resolves when the run has ended, whatever its outcome; never rejects. */
  readonly result: Promise<RunResult>;
}

/** Who runs a compiled pipeline: this process, or a fleet of them. */
export interface Executor {
  start(pipeline: CompiledPipeline, options: RunOptions): StartedRun;
  /** Resolves when no run is left; cancels what still runs after `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

/** Runs pipelines in this process. */
export class InProcessExecutor implements Executor {
  readonly #active = new Map<Run, Promise<RunResult>>();

  constructor(
    private readonly environment: RunEnvironment,
    private readonly journal: Journal,
  ) {}

  start(pipeline: CompiledPipeline, options: RunOptions): StartedRun {
    const run = new Run(pipeline.name, this.environment, options);
    const result = this.#execute(pipeline, run);
    this.#active.set(run, result);
    return { runId: run.id, result };
  }

  async drain(graceMs: number): Promise<void> {
    const deadline = setTimeout(() => this.#cancelAll(), graceMs);
    await Promise.all(this.#active.values());
    clearTimeout(deadline);
  }

  #cancelAll(): void {
    for (const run of this.#active.keys()) run.cancel(new Error('the application shuts down'));
  }

  async #execute(pipeline: CompiledPipeline, run: Run): Promise<RunResult> {
    // Whoever subscribes in the same tick as he starts the run must not miss its first event.
    await Promise.resolve();
    const started = performance.now();
    const { events } = this.environment;
    if (events.watched) events.emit({ type: 'run_started', runId: run.id, pipeline: run.pipeline, dryRun: run.dryRun });
    const scope = RunScope.ofRun(run);
    const outcome = await runPipeline(pipeline, scope);
    const result = new RunResult(run.id, run.pipeline, outcome, scope.ownResults, run.dryRun, performance.now() - started);
    this.#finish(run, result);
    return result;
  }

  #finish(run: Run, result: RunResult): void {
    run.close();
    this.#active.delete(run);
    this.journal.recordRun(result);
    const { events } = this.environment;
    if (!events.watched) return;
    const { runId, pipeline, durationMs, error } = result;
    events.emit({ type: 'run_finished', runId, pipeline, result, durationMs, error });
  }
}

async function runPipeline({ params, steps }: CompiledPipeline, scope: RunScope): Promise<PipeResult> {
  try {
    scope.setPipelineParams(params.render(scope));
  } catch (error) {
    return PipeResult.failed(error);
  }
  return (await runSteps(steps, scope)) ?? mergeResults(scope.ownResults);
}
