import type { OtaiError } from '../api/otai.error.js';
import type { PipeResult, ResultData } from '../api/pipe-result.js';

/** How a run ended. */
export class RunResult {
  constructor(
    readonly runId: string,
    readonly pipeline: string,
    /** The outcome of the steps as a whole. */
    readonly result: PipeResult,
    /** The result of every step of the outermost level that ran, by id. */
    readonly steps: ReadonlyMap<string, PipeResult>,
    readonly dryRun: boolean,
    readonly durationMs: number,
  ) {}

  get status(): PipeResult['status'] {
    return this.result.status;
  }

  get succeeded(): boolean {
    return this.result.succeeded;
  }

  get skipped(): boolean {
    return this.result.skipped;
  }

  get failed(): boolean {
    return this.result.failed;
  }

  /** Why it failed: a `StepFailedError` with pipeline and step, or a `RunCancelledError`. */
  get error(): OtaiError | undefined {
    return this.result.status === 'failed' ? this.result.error : undefined;
  }

  /** The data of all steps merged, a later key winning; empty unless the run succeeded. */
  get data(): ResultData {
    return this.result.status === 'succeeded' ? this.result.data : {};
  }
}
