import { performance } from 'node:perf_hooks';
import { Logger } from '@nestjs/common';
import { SystemClock, type CancelTimer, type Clock } from '../api/clock.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import type { FleetExecutor } from './fleet.executor.js';
import { runPipeline } from './pipeline.runner.js';
import type { AdoptedRun } from '../journal/journal.js';
import { endOf, optionsOf, startOf } from './run-entries.js';
import { Run, type RunEnvironment, type RunOptions } from './run.js';
import { RunResult } from './run-result.js';
import { RunScope } from './run-scope.js';

/** A run that was handed to an executor. */
export interface StartedRun {
  readonly runId: string;
  /** Resolves when the run has ended, whatever its outcome; never rejects. */
  readonly result: Promise<RunResult>;
}

/** Who runs a compiled pipeline: this process, or a fleet of them. */
export interface Executor {
  /** The fleet it belongs to; `undefined`: this process is alone. */
  readonly fleet?: FleetExecutor | undefined;
  start(pipeline: CompiledPipeline, options: RunOptions): StartedRun;
  /** Goes on with a run that was interrupted, under its old id. The pipeline is as it was. */
  resume(pipeline: CompiledPipeline, adopted: AdoptedRun): StartedRun;
  /**
   * Resolves when no run is left; cancels what only waits for another attempt at once, what still runs after `graceMs`. Whatever does not heed that either is left behind.
   * Nothing begins afterwards: a run that is started then is cancelled before its first step.
   */
  drain(graceMs: number): Promise<void>;
}

/** How long a cancelled run may take to end before nobody waits for it any more. */
const LAST_GRACE_MS = 5000;

/** Runs pipelines in this process. */
export class InProcessExecutor implements Executor {
  readonly #active = new Map<Run, Promise<RunResult>>();
  #isDraining = false;
  #isShutDown = false;

  constructor(
    private readonly environment: RunEnvironment,
    private readonly clock: Clock = new SystemClock(),
  ) {}

  start(pipeline: CompiledPipeline, options: RunOptions): StartedRun {
    const { safety, mode } = pipeline.entry;
    const dryRun = options.dryRun === true || mode === 'dry_run';
    return this.launch(pipeline, new Run(pipeline.name, this.environment, { ...options, dryRun }, { quarantine: safety.quarantine }));
  }

  resume(pipeline: CompiledPipeline, adopted: AdoptedRun): StartedRun {
    const { quarantine } = pipeline.entry.safety;
    return this.launch(pipeline, new Run(pipeline.name, this.environment, optionsOf(adopted.run), { quarantine, adopted }));
  }

  /** @internal Starts a run that was made before. */
  launch(pipeline: CompiledPipeline, run: Run): StartedRun {
    if (this.#isDraining) run.hurry(shutDown());
    if (this.#isShutDown) run.cancel(shutDown());
    const result = this.#execute(pipeline, run);
    this.#active.set(run, result);
    return { runId: run.id, result };
  }

  async drain(graceMs: number): Promise<void> {
    this.#isDraining = true;
    for (const run of this.#active.keys()) run.hurry(shutDown());
    const cancelTimers: CancelTimer[] = [];
    const outOfPatience = new Promise<void>((resolve) => {
      cancelTimers.push(this.clock.after(graceMs, () => this.#cancelAll()));
      cancelTimers.push(this.clock.after(graceMs + LAST_GRACE_MS, resolve));
    });
    await Promise.race([this.#untilIdle(), outOfPatience]);
    for (const cancel of cancelTimers) cancel();
    this.#isShutDown = true;
    this.#reportLeftBehind();
  }

  /** A run that is going on may start others. */
  async #untilIdle(): Promise<void> {
    while (this.#active.size > 0) await Promise.all(this.#active.values());
  }

  #cancelAll(): void {
    this.#isShutDown = true;
    for (const run of this.#active.keys()) run.cancel(shutDown());
  }

  #reportLeftBehind(): void {
    if (this.#active.size === 0) return;
    const names = [...new Set([...this.#active.keys()].map((run) => run.pipeline))].join(', ');
    Logger.warn(`left behind at shutdown, since a pipe does not heed its signal: ${names}`, 'otai');
  }

  async #execute(pipeline: CompiledPipeline, run: Run): Promise<RunResult> {
    // Whoever subscribes in the same tick as he starts the run must not miss its first event.
    await Promise.resolve();
    const started = performance.now();
    const { events, journal } = run.environment;
    const isFirstPart = run.share === undefined || !run.isResumed;
    if (events.watched && isFirstPart) events.emit({ type: 'run_started', runId: run.id, pipeline: run.pipeline, dryRun: run.dryRun });
    if (!run.isResumed) journal.put(startOf(pipeline, run));
    const scope = RunScope.ofRun(run);
    const outcome = await runPipeline(pipeline, scope);
    const durationMs = run.elapsedBefore + performance.now() - started;
    const result = new RunResult(run.id, run.pipeline, outcome, scope.ownResults, run.dryRun, durationMs);
    this.#finish(run, result);
    // Whoever starts another run now finds what this one has left. What cannot be remembered yet, its journal keeps trying.
    if (run.leavesWork) await journal.flush().catch(() => undefined);
    return result;
  }

  #finish(run: Run, result: RunResult): void {
    run.close();
    this.#active.delete(run);
    if (run.share?.isPart === true) return;
    run.endWork(result.result);
    const { events, journal } = run.environment;
    journal.put(endOf(run, result));
    if (!events.outcomesWatched || (run.suspended && run.share !== undefined)) return;
    const { runId, pipeline, durationMs, error } = result;
    events.emit({ type: 'run_finished', runId, pipeline, result, durationMs, error });
  }
}

function shutDown(): Error {
  return new Error('the application shuts down');
}
