import { Logger } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { ContainedFailures } from './contained-failures.js';
import type { RunEvent, RunEventBus, RunFinishedEvent, StepFinishedEvent, StepRetriedEvent } from './run-events.js';
import { codeOf } from './run.error.js';

/**
 * Writes what happens to Nest's log: failed runs, and steps that failed in runs that went on, as warnings; one that comes again the same way
 * only once. Runs and steps too when the config asks for it (`infrastructure.logging.level: debug`). Ticket data is never written.
 */
export class RunLogger {
  /** What was said of the latest run of each pipeline. */
  readonly #said = new Map<string, ReadonlySet<string>>();
  readonly #contained = new ContainedFailures();
  #subscription: Subscription | undefined;

  /** @param isVerbose - whether every run and step is told. Nest prints debug lines unless told otherwise, so the config decides. */
  constructor(
    private readonly events: RunEventBus,
    private readonly isVerbose: boolean,
  ) {}

  start(): void {
    const { events$, outcomes$ } = this.events;
    this.#subscription = (this.isVerbose ? events$ : outcomes$).subscribe((event) => this.#log(event));
  }

  stop(): void {
    this.#subscription?.unsubscribe();
  }

  #log(event: RunEvent): void {
    if (event.type === 'step_finished') {
      this.#contained.add(event);
      if (this.isVerbose) this.#logStep(event);
    } else if (event.type === 'step_retried') {
      this.#logRetry(event);
    } else if (event.type === 'run_finished') {
      this.#logFailures(event);
      if (this.isVerbose && event.error === undefined) this.#logRun(event);
    }
  }

  #logStep({ pipeline, path, result, durationMs }: StepFinishedEvent): void {
    const why = result.status === 'skipped' ? `: ${result.reason}` : '';
    Logger.debug(`${path} ${result.status} in ${durationMs.toFixed(1)} ms${why}`, `otai/${pipeline}`);
  }

  #logRetry({ pipeline, path, attempt, delayMs, error }: StepRetriedEvent): void {
    Logger.debug(
      `${path} attempt ${attempt} failed, the next one in ${delayMs} ms: ${error.message} [${codeOf(error)}]`,
      `otai/${pipeline}`,
    );
  }

  #logRun({ pipeline, result, durationMs }: RunFinishedEvent): void {
    Logger.debug(`run ${result.status} in ${durationMs.toFixed(1)} ms`, `otai/${pipeline}`);
  }

  #logFailures({ pipeline, runId, error }: RunFinishedEvent): void {
    const { failures, uncounted } = this.#contained.take(runId, error);
    const lines = failures.map((failure) => `the run went on without: ${failure.message} [${codeOf(failure)}]`);
    if (uncounted > 0) lines.push(`the run went on without: ${uncounted} more`);
    if (error !== undefined) lines.push(`run failed: ${error.message} [${codeOf(error)}]`);
    const before = this.#said.get(pipeline);
    for (const line of lines.filter((text) => before?.has(text) !== true))
      Logger.warn(`${line} (said once until it changes)`, `otai/${pipeline}`);
    this.#said.set(pipeline, new Set(lines));
  }
}
