import type { LoggerService } from '@nestjs/common';
import type { WorkerOptions } from 'bullmq';
import type { CompiledPipeline, FleetHost } from 'open-ticket-ai';
import type { BullMqParams } from '../bullmq.params.js';
import type { Bus } from '../bus.js';
import type { CancelMessage, NewsMessage } from '../messages.js';
import type { PipelineData, PipelineQueues, PipelineResult, RunData } from '../queues.js';
import type { Ticks } from '../scheduling/ticks.js';
import { Cancellations } from './cancellations.js';
import { EventRelay } from './event-relay.js';
import { PipelineWorker } from './pipeline.worker.js';
import { Stranded } from './stranded.js';

/** How many runs that ended here are kept in mind. */
const MOST_ENDED = 1000;

/** What workers need. */
export interface WorkforceParts {
  readonly host: FleetHost;
  readonly params: BullMqParams;
  readonly queues: PipelineQueues;
  readonly ticks: Ticks;
  readonly news: Bus<NewsMessage>;
  readonly cancellations: Bus<CancelMessage>;
  readonly workerOptions: () => WorkerOptions & { readonly lockDuration: number };
  readonly processId: string;
  readonly log: LoggerService;
}

/** The workers of this process, one for each pipeline. */
export class Workforce {
  readonly #ended = new Set<string>();
  #workers: readonly PipelineWorker[] = [];

  constructor(private readonly parts: WorkforceParts) {}

  /** The latest runs that ended in this process. */
  get endedHere(): ReadonlySet<string> {
    return this.#ended;
  }

  start(): void {
    const { host, queues, news, processId, log, params } = this.parts;
    const shared = {
      host,
      queues,
      log,
      longestPause: params.longest_pause,
      stranded: new Stranded({ host, queues, log, patience: Math.max(params.version_patience, params.lock * 2) }),
      relay: new EventRelay({ host, news, processId }),
      cancellations: new Cancellations(this.parts.cancellations),
      options: this.parts.workerOptions(),
      onEnded: (pipeline: CompiledPipeline, data: RunData, result: PipelineResult) => this.#ends(pipeline, data, result),
      onGivenUp: (_: CompiledPipeline, data: PipelineData, why: string) => void this.#givesUp(data, why),
    };
    this.#workers = [...host.pipelines.values()].map((pipeline) => new PipelineWorker(pipeline, shared));
    for (const worker of this.#workers) worker.start();
  }

  async pause(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.pause()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  abandon(): void {
    for (const worker of this.#workers) worker.abandon();
  }

  #ends({ name, entry }: CompiledPipeline, { runId, isAsked, triggered }: RunData, { status }: PipelineResult): void {
    this.#ended.add(runId);
    if (this.#ended.size > MOST_ENDED) this.#ended.delete(this.#ended.values().next().value ?? '');
    if (isAsked) this.#tell(runId);
    if (!triggered || status !== 'failed' || entry.stopOnFailure !== true) return;
    this.parts.log.error(`pipeline ${name} failed and its config says always_retry: false: all schedules are ended`);
    void this.parts.ticks
      .keepOnly(new Set())
      .catch((error: Error) => this.parts.log.error(`schedules could not be ended: ${error.message}`));
  }

  /** A ticket's run goes on without it. A run cannot: its tickets have to be free. */
  async #givesUp(data: PipelineData, why: string): Promise<void> {
    if ('workId' in data) return;
    try {
      await this.parts.host.jobs.abandon(data.runId, `its job was given up: ${why}`);
    } catch {
      // Whoever reconciles does it later.
    }
    if (data.isAsked) this.#tell(data.runId);
  }

  /** Who is not told finds out by himself after a while. */
  #tell(runId: string): void {
    void this.parts.news.send({ runId, ended: true }).catch(() => undefined);
  }
}
