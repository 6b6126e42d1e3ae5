import type { AdoptedRun } from '../../journal/journal.js';
import type { CompiledPipeline } from '../../pipeline/compiled-pipeline.js';
import type { FleetExecutor } from '../../pipeline/fleet.executor.js';
import type { Executor, StartedRun } from '../../pipeline/executor.js';
import type { RunOptions } from '../../pipeline/run.js';

/** What the runs that triggers start get beside what their trigger says, and who hears of a failure that ends all. */
export interface TriggeredRuns {
  readonly options: RunOptions;
  /** A pipeline failed whose config says that a failure stops the application (`always_retry: false` of the 1.4 grammar). */
  readonly onFatal: (pipeline: string) => void;
}

/** The executor of an application, as the command line hands it to triggers. */
export class WatchedExecutor implements Executor {
  constructor(
    private readonly inner: Executor,
    private readonly runs: TriggeredRuns,
  ) {}

  get fleet(): FleetExecutor | undefined {
    return this.inner.fleet;
  }

  start(pipeline: CompiledPipeline, options: RunOptions): StartedRun {
    const run = this.inner.start(pipeline, { ...options, ...this.runs.options });
    void run.result.then(({ failed }) => {
      if (failed && pipeline.entry.stopOnFailure === true) this.runs.onFatal(pipeline.name);
    });
    return run;
  }

  resume(pipeline: CompiledPipeline, adopted: AdoptedRun): StartedRun {
    return this.inner.resume(pipeline, adopted);
  }

  drain(graceMs: number): Promise<void> {
    return this.inner.drain(graceMs);
  }
}
