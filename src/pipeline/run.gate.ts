import type { Clock } from '../api/clock.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import type { Executor } from './executor.js';
import { StepFailedError } from './run.error.js';
import type { RunResult } from './run-result.js';

/** What a gate needs beside its pipeline. */
export interface RunGateParts {
  readonly executor: Executor;
  readonly clock: Clock;
  /** Called when a run failed and the config says that nothing may go on then. */
  readonly stopAll: () => void;
}

/** Lets one run of a pipeline through at a time, none after the trigger was stopped, and none in the pause after a failure. */
export class RunGate {
  #state: 'open' | 'busy' | 'closed' = 'open';
  #pausedUntil = 0;
  #endPause: (() => void) | undefined;

  constructor(
    private readonly pipeline: CompiledPipeline,
    private readonly parts: RunGateParts,
  ) {}

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  close(): void {
    this.#state = 'closed';
    this.#endPause?.();
  }

  /** Starts a run. One that comes in the pause after a failure waits for its end, since the trigger may not fire again for long. */
  async fire(input: unknown): Promise<boolean> {
    if (this.#state !== 'open') return false;
    this.#state = 'busy';
    const rest = this.#pausedUntil - this.parts.clock.now();
    if (rest > 0) await this.#pause(rest);
    if (this.isClosed) return false;
    const result = await this.parts.executor.start(this.pipeline, { input }).result;
    if (!this.isClosed) this.#state = 'open';
    if (result.failed && !isGuard(result)) this.#afterFailure();
    return true;
  }

  async #pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.parts.clock.after(milliseconds, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
    this.#endPause = undefined;
  }

  #afterFailure(): void {
    const { exceptionSleep, stopOnFailure } = this.pipeline.entry;
    this.#pausedUntil = this.parts.clock.now() + (exceptionSleep ?? 0);
    if (stopOnFailure === true) this.parts.stopAll();
  }
}

/** `fail()` is how a template says that there is nothing to do here: nothing is broken, so there is no reason to pause or to stop. */
function isGuard({ error }: RunResult): boolean {
  return error instanceof StepFailedError && error.causeCode === 'OTAI_FAIL_CALLED';
}
