import type { Clock } from '../api/clock.js';
import type { Schedule, StopTrigger } from '../api/trigger.decorator.js';
import type { AdoptedRun, Journal } from '../journal/journal.js';
import type { CompiledPipeline } from './compiled-pipeline.js';
import type { Executor, StartedRun } from './executor.js';
import type { FleetOperations } from './fleet-operations.js';
import type { JobRunner } from './job.runner.js';
import type { RunEventBus } from './run-events.js';
import type { RunOptions } from './run.js';

/**
 * What a process of a fleet does.
 * - `all`: everything; the only role without a fleet
 * - `scheduler`: starts triggers; `worker`: works on jobs; `api`: only asks for runs and watches them
 */
export const ROLES = ['all', 'scheduler', 'worker', 'api'] as const;
/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** What the executor of a fleet gets to know of the application, once everything is built and before triggers start. */
export interface FleetHost {
  readonly role: Role;
  readonly pipelines: ReadonlyMap<string, CompiledPipeline>;
  /** All processes of the fleet share it. */
  readonly journal: Journal;
  /** The events of what runs in this process; the executor adds those of the runs it was asked for and that run elsewhere. */
  readonly events: RunEventBus;
  readonly clock: Clock;
  /** Does the work of jobs in this process. */
  readonly jobs: JobRunner;
  /** Stops that work: what can go on later stops at its next step, the rest after `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

/**
 * The contract of whoever runs pipelines in many processes: a configured component that stands under `infrastructure.executor`. It carries jobs
 * from who asks to who works and results back, repeats what a dead worker had, and starts scheduled runs once in the fleet; what a job does is
 * {@link JobRunner}'s.
 */
export abstract class FleetExecutor implements Executor {
  /** @internal */
  get fleet(): this {
    return this;
  }

  /** What people ask of it. Throws before {@link join}. */
  abstract get operations(): FleetOperations;

  /** Called at start, after the journal is open and before triggers start. Workers begin to work here. */
  abstract join(host: FleetHost): Promise<void>;
  abstract start(pipeline: CompiledPipeline, options: RunOptions): StartedRun;
  abstract resume(pipeline: CompiledPipeline, adopted: AdoptedRun): StartedRun;
  abstract drain(graceMs: number): Promise<void>;
  /** Has the pipeline run on a schedule, once in the fleet. What is given back stops this process' part in it, not the schedule. */
  abstract schedule(pipeline: CompiledPipeline, schedule: Schedule): Promise<StopTrigger>;
  /** Starts something in one process of the fleet at a time, and in another when that one dies. */
  abstract lead(name: string, start: () => Promise<StopTrigger | void>): Promise<StopTrigger>;
}
