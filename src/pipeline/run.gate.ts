import { Logger } from '@nestjs/common';
import type { Clock } from '../api/clock.js';
import { Breaker } from './breaker.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import type { Executor } from './executor.js';
import { RunCancelledError, StepFailedError } from './run.error.js';
import type { RunResult } from './run-result.js';

/** What a gate needs beside its pipeline. */
export interface RunGateParts {
  readonly executor: Executor;
  readonly clock: Clock;
  /** Called when a run failed and the config says that nothing may go on then. */
  readonly stopAll: () => void;
}

/** A firing that waits for its turn. */
interface Waiting {
  readonly input: unknown;
  readonly decide: (started: boolean | Promise<boolean>) => void;
}

/** How many firings may wait for their turn under `overlap: queue`: a queue that grows for ever helps nobody. */
const MOST_WAITING = 1000;

/**
 * Lets as many runs of a pipeline through at a time as its config says, none after the trigger was stopped, and none in the pause after
 * a failure. What comes beyond that is left out, or waits in line.
 */
export class RunGate {
  #isClosed = false;
  #running = 0;
  #pausedUntil = 0;
  #hasWarned = false;
  /** Each ends a pause. */
  readonly #pauses = new Set<() => void>();
  readonly #waiting: Waiting[] = [];
  readonly #breaker: Breaker;
  readonly #logger: Logger;

  constructor(
    private readonly pipeline: CompiledPipeline,
    private readonly parts: RunGateParts,
  ) {
    this.#breaker = new Breaker(pipeline.entry.safety.breaker);
    this.#logger = new Logger(`otai/${pipeline.name}`);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
    for (const end of this.#pauses) end();
    for (const { decide } of this.#waiting.splice(0)) decide(false);
  }

  /** Starts a run. One that comes in the pause after a failure waits for its end, since the trigger may not fire again for long. */
  async fire(input: unknown): Promise<boolean> {
    const { concurrency = 1, overlap = 'skip' } = this.pipeline.entry;
    if (this.#isClosed) return false;
    if (this.#running < concurrency) return this.#start(input);
    return overlap === 'queue' && this.#mayWait(input) ? new Promise((decide) => this.#waiting.push({ input, decide })) : false;
  }

  /** A run without input does whatever there is to do then, so one that waits stands for all that would wait behind it. */
  #mayWait(input: unknown): boolean {
    if (input === undefined && this.#waiting.some((other) => other.input === undefined)) return false;
    if (this.#waiting.length < MOST_WAITING) return true;
    if (!this.#hasWarned) this.#logger.warn(`${MOST_WAITING} runs wait for their turn: further ones are left out`);
    this.#hasWarned = true;
    return false;
  }

  async #start(input: unknown): Promise<boolean> {
    this.#running += 1;
    try {
      const rest = this.#pausedUntil - this.parts.clock.now();
      if (rest > 0) await this.#pause(rest);
      if (this.#isClosed) return false;
      const result = await this.parts.executor.start(this.pipeline, { input, triggered: true }).result;
      if (!result.failed || isGuard(result)) this.#breaker.succeeded();
      else if (!(result.error instanceof RunCancelledError)) this.#afterFailure();
      return true;
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  #startNext(): void {
    const next = this.#isClosed ? undefined : this.#waiting.shift();
    if (next === undefined) this.#hasWarned = false;
    else next.decide(this.#start(next.input));
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise<void>((resolve) => {
      const end = (): void => {
        cancel();
        this.#pauses.delete(end);
        resolve();
      };
      const cancel = this.parts.clock.after(milliseconds, end);
      this.#pauses.add(end);
    });
  }

  #afterFailure(): void {
    const { exceptionSleep = 0, stopOnFailure } = this.pipeline.entry;
    const pause = this.#breaker.failed();
    if (pause > 0) this.#logger.error(`${this.#breaker.failures} runs have failed in a row: the pipeline pauses for ${pause / 1000}s`);
    this.#pausedUntil = this.parts.clock.now() + Math.max(exceptionSleep, pause);
    if (stopOnFailure === true) this.parts.stopAll();
  }
}

/** `fail()` is how a template says that there is nothing to do here: nothing is broken, so there is no reason to pause or to stop. */
function isGuard({ error }: RunResult): boolean {
  return error instanceof StepFailedError && error.causeCode === 'OTAI_FAIL_CALLED';
}
