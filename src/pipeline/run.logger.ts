import { Logger } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import type { RunEvent, RunEventBus, RunFinishedEvent } from './run-events.js';
import { StepFailedError } from './run.error.js';

/**
 * Writes what happens to Nest's log: failed runs as warnings, a failure that comes again the same way only once;
 * runs and steps too when the config asks for it (`infrastructure.logging.level: debug`). Ticket data is never written.
 */
export class RunLogger {
  readonly #lastFailure = new Map<string, string>();
  #subscription: Subscription | undefined;

  /** @param isVerbose - whether every run and step is told. Nest prints debug lines unless told otherwise, so the config decides. */
  constructor(
    private readonly events: RunEventBus,
    private readonly isVerbose: boolean,
  ) {}

  start(): void {
    this.#subscription = this.events.events$.subscribe((event) => this.#log(event));
  }

  stop(): void {
    this.#subscription?.unsubscribe();
  }

  #log(event: RunEvent): void {
    if (event.type === 'run_finished') this.#logRun(event);
    else if (event.type === 'step_finished' && this.isVerbose) {
      const why = event.result.status === 'skipped' ? `: ${event.result.reason}` : '';
      Logger.debug(`${event.path} ${event.result.status} in ${event.durationMs.toFixed(1)} ms${why}`, `otai/${event.pipeline}`);
    }
  }

  #logRun({ pipeline, result, durationMs, error }: RunFinishedEvent): void {
    const context = `otai/${pipeline}`;
    if (error === undefined) {
      this.#lastFailure.delete(pipeline);
      if (this.isVerbose) Logger.debug(`run ${result.status} in ${durationMs.toFixed(1)} ms`, context);
      return;
    }
    const isRepeated = this.#lastFailure.get(pipeline) === error.message;
    this.#lastFailure.set(pipeline, error.message);
    const message = `run failed: ${error.message} [${error instanceof StepFailedError ? error.causeCode : error.code}]`;
    if (!isRepeated) Logger.warn(`${message} (said once until it changes)`, context);
  }
}
