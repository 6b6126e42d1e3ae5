import type { LoggerService } from '@nestjs/common';
import type { CompiledPipeline, FleetHost, RunRecord } from 'open-ticket-ai';
import type { GivenUpJobs } from '../operations/given-up-jobs.js';
import type { PipelineQueues } from '../queues.js';

/** How many unfinished runs are looked at, the newest first. */
const MOST_RUNS = 1000;

/** What reconciling needs. */
export interface ReconcilerParts {
  readonly host: FleetHost;
  readonly queues: PipelineQueues;
  readonly givenUp: GivenUpJobs;
  /** For how long Redis promises a job: nobody is at work on a run any more whose job has been gone for longer, milliseconds. */
  readonly lease: number;
  readonly log: LoggerService;
}

/**
 * Looks after runs that the journal has unfinished, and Redis knows nothing of: it has lost data, or the application was none of a fleet before.
 * They are handed over again. And jobs that were given up are forgotten when there is nothing to look at any more. One process does it for the fleet.
 */
export class Reconciler {
  /** Runs without a job, and since when. */
  readonly #missing = new Map<string, number>();

  constructor(private readonly parts: ReconcilerParts) {}

  /** Looks again and again. Gives what ends it. */
  start(): () => void {
    let isStopped = false;
    const look = async (): Promise<void> => {
      await this.look().catch((error: Error) => this.parts.log.warn(`unfinished runs could not be looked after: ${error.message}`));
      if (!isStopped) timer = setTimeout(() => void look(), this.#interval);
    };
    let timer: NodeJS.Timeout = setTimeout(() => void look(), 0);
    return () => {
      isStopped = true;
      clearTimeout(timer);
    };
  }

  /** @throws JournalError, or what Redis says (as rejections) */
  async look(): Promise<void> {
    const { host } = this.parts;
    // Processes that died are buried along the way.
    await host.journal.adopt([], 1);
    const runs = await host.journal.runs({ states: ['running', 'suspended'], limit: MOST_RUNS });
    const missing = new Set<string>();
    for (const run of runs) {
      const pipeline = host.pipelines.get(run.pipeline);
      // A dry run may be one of a process of its own, and has nothing to lose.
      if (pipeline !== undefined && !run.dryRun && (await this.#isMissing(pipeline, run))) missing.add(run.runId);
    }
    for (const runId of this.#missing.keys()) if (!missing.has(runId)) this.#missing.delete(runId);
    for (const name of host.pipelines.keys()) await this.parts.givenUp.forget(name);
  }

  async #isMissing(pipeline: CompiledPipeline, run: RunRecord): Promise<boolean> {
    const job = await this.parts.queues.of(pipeline.name).getJob(run.runId);
    if (job !== undefined && job.finishedOn === undefined) return false;
    const since = this.#missing.get(run.runId) ?? Date.now();
    this.#missing.set(run.runId, since);
    // Whoever may be at work on it still is not, once this is over.
    if (Date.now() - since < this.parts.lease) return true;
    if (job === undefined) await this.#handOver(run);
    else if (job.failedReason) await this.parts.host.jobs.abandon(run.runId, `its job was given up: ${job.failedReason}`);
    else await job.remove();
    return false;
  }

  async #handOver({ runId, pipeline, input, ticket, inputWithheld }: RunRecord): Promise<void> {
    const { host, queues, log } = this.parts;
    if (inputWithheld) return void (await host.jobs.abandon(runId, 'its job is gone, and its input could not be kept'));
    log.warn(`run ${runId} of ${pipeline} has no job in Redis: it is handed over again`);
    const job = { runId, pipeline, input, ticket, dryRun: false, again: false, triggered: true };
    await queues.addRun({ ...job, isAsked: true, isWatched: false });
  }

  get #interval(): number {
    return Math.max(1000, this.parts.lease / 2);
  }
}
