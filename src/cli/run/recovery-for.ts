import type { Executor } from '../../pipeline/executor.js';
import { RunRecovery } from '../../pipeline/run.recovery.js';
import type { RunOptions } from '../../pipeline/run.js';
import type { RunningApplication } from './running-application.js';

/** Which interrupted runs a command goes on with. */
export interface RecoveryScope {
  /** The pipelines it was asked for. */
  readonly names: readonly string[];
  readonly runOptions: RunOptions;
  /** Default: the application's. */
  readonly executor?: Executor;
}

/**
 * What goes on with the interrupted runs of the pipelines that a command was asked for. `undefined` for a dry run, since an interrupted run goes
 * on as it began and may write, and for a run on one ticket; a fleet sees to it itself.
 */
export function recoveryFor(
  app: RunningApplication,
  { names, runOptions, executor = app.executor }: RecoveryScope,
): RunRecovery | undefined {
  if (runOptions.dryRun === true || runOptions.ticket !== undefined || app.executor.fleet !== undefined) return undefined;
  const pipelines = new Map(app.compiled.filter(({ name }) => names.includes(name)).map((pipeline) => [pipeline.name, pipeline]));
  return new RunRecovery({ pipelines, executor, journal: app.journal, clock: app.clock });
}
