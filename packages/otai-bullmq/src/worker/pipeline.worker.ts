import type { LoggerService } from '@nestjs/common';
import type { WorkerOptions } from 'bullmq';
import { definitionOf, isOtaiError, type CompiledPipeline } from 'open-ticket-ai';
import { JOBS, queueName } from '../names.js';
import type { PipelineData, PipelineJob, PipelineResult, RunData } from '../queues.js';
import type { Cancellations } from './cancellations.js';
import type { EventRelay } from './event-relay.js';
import { LeasedWorker, putOff, type Task } from './leased.worker.js';
import { processRun, type ProcessParts } from './run.process.js';
import { processTicket } from './ticket.process.js';
import { workerName } from './worker-name.js';

/** What a worker on the jobs of a pipeline needs. */
export interface PipelineWorkerParts extends ProcessParts {
  readonly relay: EventRelay;
  readonly cancellations: Cancellations;
  /** With `lockDuration`. */
  readonly options: WorkerOptions & { readonly lockDuration: number };
  readonly log: LoggerService;
  /** Called when a run has come to its end here, and Redis knows it. */
  readonly onEnded: (pipeline: CompiledPipeline, data: RunData, result: PipelineResult) => void;
  /** Called when a job was given up. */
  readonly onGivenUp: (pipeline: CompiledPipeline, data: PipelineData, why: string) => void;
}

/** How long a job waits after the journal, or Redis, could not be used: longer each time, milliseconds. */
const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 30_000;
/** A job that was begun more often is given up. */
const MOST_BEGINNINGS = 200;

/** Works on the runs of one pipeline, and on their tickets. */
export class PipelineWorker {
  readonly #worker: LeasedWorker<PipelineData, PipelineResult>;

  constructor(
    private readonly pipeline: CompiledPipeline,
    private readonly parts: PipelineWorkerParts,
  ) {
    const options = { ...parts.options, name: workerName(definitionOf(pipeline)) };
    this.#worker = new LeasedWorker(queueName(pipeline.name), (job, task) => this.#process(job, task), options);
    this.#worker.on('completed', (job, result) => this.#completed(job, result));
    this.#worker.on('failed', (job, error) => this.#failed(job, error));
    this.#worker.on('error', (error) => parts.log.debug?.(`${pipeline.name}: ${error.message}`));
  }

  start(): void {
    this.#worker.run().catch((error: Error) => this.parts.log.error(`the worker of ${this.pipeline.name} has stopped: ${error.message}`));
  }

  /** Takes no further job. Those at work go on. */
  pause(): Promise<void> {
    return this.#worker.pause(true);
  }

  /** Resolves when no job is at work any more. */
  close(): Promise<void> {
    return this.#worker.close();
  }

  /** As {@link LeasedWorker.abandon}. */
  abandon(): void {
    this.#worker.abandon();
  }

  #process(job: PipelineJob, task: Task): Promise<PipelineResult> {
    const { runId, isWatched } = job.data;
    const { cancellations, relay } = this.parts;
    const work = (): Promise<PipelineResult> =>
      cancellations.during(runId, task.signal, (signal) => this.#workOn(job, { ...task, signal }));
    return isWatched ? relay.during(runId, work) : work();
  }

  async #workOn(job: PipelineJob, task: Task): Promise<PipelineResult> {
    try {
      return await (job.name === JOBS.run ? processRun : processTicket)(this.pipeline, job, task, this.parts);
    } catch (error) {
      if (!mayPass(error, job)) throw error;
      const rest = Math.min(FIRST_REST_MS * 2 ** Math.min(job.attemptsStarted, 10), LONGEST_REST_MS);
      this.parts.log.warn(`${this.pipeline.name}: ${messageOf(error)}: job ${job.id} is tried again in ${rest / 1000}s`);
      throw await putOff(job, task, Date.now() + rest);
    }
  }

  #completed(job: PipelineJob, result: PipelineResult): void {
    if (job.name === JOBS.run) this.parts.onEnded(this.pipeline, job.data as RunData, result);
  }

  #failed(job: PipelineJob | undefined, error: Error): void {
    if (job?.finishedOn === undefined) return;
    this.parts.log.error(`${this.pipeline.name}: job ${job.id} was given up: ${error.message}`);
    this.parts.onGivenUp(this.pipeline, job.data, error.message);
  }
}

/** How BullMQ is told that a job goes on later. */
const MOVES: ReadonlySet<string> = new Set(['DelayedError', 'WaitingError', 'WaitingChildrenError']);

/** The journal and Redis come back; a job that nobody could begin for so long does not. */
function mayPass(error: unknown, { attemptsStarted }: PipelineJob): boolean {
  if (error instanceof Error && MOVES.has(error.name)) return false;
  return attemptsStarted <= MOST_BEGINNINGS && (!isOtaiError(error) || error.retryable);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
