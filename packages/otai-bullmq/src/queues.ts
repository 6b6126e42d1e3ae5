import { Queue, type Job, type QueueOptions } from 'bullmq';
import type { ItemJob, JobResult, RunJob, RunJobResult } from 'open-ticket-ai';
import { Mended } from './redis/mended.js';
import { JOBS, queueName, ticketJobId } from './names.js';

/** What is in Redis of a run. */
export interface RunData extends RunJob {
  /** Somebody waits for its end. */
  readonly isAsked: boolean;
  /** Somebody watches what happens in it. */
  readonly isWatched: boolean;
  /** Nobody wants it any more. */
  readonly isCancelled?: boolean;
  /** Since when no worker of its version is there, milliseconds since 1970. */
  readonly strandedSince?: number;
}

/** What is in Redis of a ticket of a run. */
export interface TicketData extends ItemJob {
  readonly isWatched: boolean;
  readonly strandedSince?: number;
}

/** What is in a pipeline's queue. */
export type PipelineData = RunData | TicketData;
/** And what comes out of it. */
export type PipelineResult = RunJobResult | JobResult;
/** A job of a pipeline's queue. */
export type PipelineJob = Job<PipelineData, PipelineResult>;
/** The queue of a pipeline. */
export type PipelineQueue = Queue<PipelineData, PipelineResult>;

/** How many jobs are added at a time. */
const CHUNK = 250;
const WEEK_SECONDS = 7 * 24 * 3600;
/** Jobs that were given up are kept so long, and so many, to look at. */
const GIVEN_UP = { age: WEEK_SECONDS, count: 1000 };
/** A run's job is small; its input may be larger, within bounds. */
const LARGEST_JOB = 300_000;

/** How queues are made. */
export interface QueueParts {
  readonly options: () => QueueOptions;
  /** How many finished runs are kept. */
  readonly keepRuns: number;
}

/** The queues of all pipelines: one each, so that each can be paused, counted and looked at by itself. */
export class PipelineQueues {
  readonly #queues = new Map<string, Mended<PipelineQueue>>();

  constructor(
    readonly pipelines: readonly string[],
    private readonly parts: QueueParts,
  ) {}

  of(pipeline: string): PipelineQueue {
    let queue = this.#queues.get(pipeline);
    if (queue === undefined) this.#queues.set(pipeline, (queue = new Mended(() => new Queue(queueName(pipeline), this.parts.options()))));
    return queue.get();
  }

  get all(): readonly PipelineQueue[] {
    return this.pipelines.map((pipeline) => this.of(pipeline));
  }

  /** Hands a run over; one that is there already is not added again. Runs go before tickets: they find out what there is to do. */
  addRun(data: RunData, slot?: string): Promise<PipelineJob> {
    return this.of(data.pipeline).add(JOBS.run, data, {
      jobId: data.runId,
      lifo: true,
      removeOnComplete: { count: this.parts.keepRuns },
      removeOnFail: GIVEN_UP,
      sizeLimit: LARGEST_JOB,
      ...(slot === undefined ? {} : { deduplication: { id: slot } }),
    });
  }

  /** Hands the tickets of a run over. Its job goes on when all of theirs have ended. */
  async addTickets(run: PipelineJob, tickets: readonly ItemJob[]): Promise<void> {
    const { pipeline, isWatched } = run.data as RunData;
    const parent = { id: run.id ?? '', queue: run.queueQualifiedName };
    const jobs = tickets.map((ticket) => ({
      name: JOBS.ticket,
      data: { ...ticket, isWatched },
      opts: {
        jobId: ticketJobId(ticket.runId, ticket),
        parent,
        ignoreDependencyOnFailure: true,
        removeOnComplete: true,
        removeOnFail: GIVEN_UP,
      },
    }));
    for (let from = 0; from < jobs.length; from += CHUNK) await this.of(pipeline).addBulk(jobs.slice(from, from + CHUNK));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].flatMap(({ made }) => (made === undefined ? [] : [made.close()])));
  }
}
