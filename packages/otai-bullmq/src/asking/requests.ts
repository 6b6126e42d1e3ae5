import { randomUUID } from 'node:crypto';
import type { Job } from 'bullmq';
import {
  failedJob,
  fromRemote,
  runResultOf,
  skippedJob,
  type AdoptedRun,
  type CompiledPipeline,
  type FleetHost,
  type OtaiError,
  type RunJob,
  type RunJobResult,
  type RunOptions,
  type RunResult,
  type StartedRun,
} from 'open-ticket-ai';
import type { Bus } from '../bus.js';
import { FleetError } from '../fleet.error.js';
import type { CancelMessage, NewsMessage } from '../messages.js';
import type { PipelineQueues, RunData } from '../queues.js';
import { isDraining } from '../scheduling/draining.js';
import type { RedisClients } from '../redis/redis-clients.js';
import { findOutcome } from './outcome.js';
import { toFleetError } from './producer-error.js';

/** How often it is looked for the end of a run of which there is no news, milliseconds. */
const LOOK_MS = 5000;

/** What handing runs over needs. */
export interface RequestParts {
  readonly host: FleetHost;
  readonly queues: PipelineQueues;
  readonly redis: RedisClients;
  readonly news: Bus<NewsMessage>;
  readonly cancellations: Bus<CancelMessage>;
  /** Names this process. */
  readonly processId: string;
  /** The runs that ended in this process, where whoever watches has been told. */
  readonly endedHere: ReadonlySet<string>;
}

/** A run that this process waits for. */
interface Request {
  readonly job: RunJob;
  readonly end: (ended: RunJobResult) => void;
  /** It was not found at the last look. */
  isMissed: boolean;
}

/** The runs that this process has handed to the fleet: it is told what happens in them, and how they end. */
export class Requests {
  readonly #open = new Map<string, Request>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(private readonly parts: RequestParts) {}

  start(pipeline: CompiledPipeline, options: RunOptions): StartedRun {
    const runId = randomUUID();
    return { runId, result: this.#begin(runId, pipeline, options) };
  }

  resume(pipeline: CompiledPipeline, { run }: AdoptedRun): StartedRun {
    const { runId, input, dryRun, ticket } = run;
    const job: RunJob = { runId, pipeline: pipeline.name, input, dryRun, ticket, again: false, triggered: false };
    return { runId, result: this.#finish(job, () => this.#hand(job, undefined)) };
  }

  /** Waits for nothing any more. The runs go on. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const why = 'this process stops; the run goes on in the fleet';
    for (const [runId, { end }] of this.#open) end(failed(new FleetError('stopped', `run ${runId}: ${why}`)));
  }

  async #begin(runId: string, pipeline: CompiledPipeline, options: RunOptions): Promise<RunResult> {
    // Whoever subscribes in the same tick as he starts the run must not miss its first event.
    await Promise.resolve();
    const basics = { runId, pipeline: pipeline.name, dryRun: options.dryRun ?? false };
    try {
      const job = this.parts.host.jobs.jobOf(pipeline, options, runId);
      return await this.#finish(job, () => this.#hand(job, options.signal));
    } catch (error) {
      return this.#tell(runResultOf(basics, failed(error as OtaiError)));
    }
  }

  async #finish(job: RunJob, hand: () => Promise<RunJobResult>): Promise<RunResult> {
    const ended = await hand().catch((error: unknown) => failed(toFleetError(error, this.parts.redis)));
    return this.#tell(runResultOf(job, ended));
  }

  /** Where the run ended in this process, whoever watches has been told already. */
  #tell(result: RunResult): RunResult {
    const { host, endedHere } = this.parts;
    const { events } = host;
    const { runId, pipeline, durationMs, error } = result;
    if (events.outcomesWatched && !endedHere.has(runId)) events.emit({ type: 'run_finished', runId, pipeline, result, durationMs, error });
    return result;
  }

  async #hand(job: RunJob, signal: AbortSignal | undefined): Promise<RunJobResult> {
    if (this.#isClosed) throw new FleetError('stopped', 'this process stops, and hands no run over any more');
    const { queues, redis, host } = this.parts;
    await redis.ready();
    if (job.triggered && (await isDraining(queues.of(job.pipeline))))
      return { ...skippedJob('the pipeline is drained'), steps: {}, durationMs: 0 };
    this.#listen();
    const ended = this.#register(job);
    const cancel = (): void => void this.#cancel(job);
    try {
      await queues.addRun({ ...job, isAsked: true, isWatched: host.events.watched });
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted === true) cancel();
      return await ended;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#forget(job.runId);
    }
  }

  #register(job: RunJob): Promise<RunJobResult> {
    return new Promise((end) => {
      this.#open.set(job.runId, { job, end, isMissed: false });
      this.#timer ??= setInterval(() => void this.#look(), LOOK_MS);
    });
  }

  #forget(runId: string): void {
    this.#open.delete(runId);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #listen(): void {
    this.parts.news.listen((message) => {
      const request = this.#open.get(message.runId);
      if (request === undefined) return;
      if ('ended' in message) void this.#lookFor(request);
      else if (message.from !== this.parts.processId) this.parts.host.events.emit(fromRemote(message.event));
    });
  }

  /** News may get lost, as when Redis is started anew. */
  async #look(): Promise<void> {
    for (const request of this.#open.values()) await this.#lookFor(request).catch(() => undefined);
  }

  async #lookFor(request: Request): Promise<void> {
    const { runId, pipeline } = request.job;
    const outcome = await findOutcome(this.parts.queues.of(pipeline), this.parts.host.journal, runId);
    if (outcome === 'unknown' && request.isMissed)
      return request.end(
        failed(new FleetError('lost', `nothing is known of run ${runId} any more: Redis has lost it`, { retryable: true })),
      );
    request.isMissed = outcome === 'unknown';
    if (typeof outcome === 'object') request.end(outcome);
  }

  async #cancel({ runId, pipeline }: RunJob): Promise<void> {
    try {
      const job = (await this.parts.queues.of(pipeline).getJob(runId)) as Job<RunData> | undefined;
      await job?.updateData({ ...job.data, isCancelled: true });
      await this.parts.cancellations.send({ cancel: runId });
    } catch {
      // Nobody can be told: the run goes on.
    }
  }
}

function failed(error: OtaiError): RunJobResult {
  return { ...failedJob(error), steps: {}, durationMs: 0 };
}
