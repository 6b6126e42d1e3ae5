import type { LoggerService } from '@nestjs/common';
import { definitionOf, type CompiledPipeline, type FleetHost, type RunJobResult } from 'open-ticket-ai';
import type { PipelineJob, PipelineQueues } from '../queues.js';
import { putOff, type Task } from './leased.worker.js';
import { versionOfWorker } from './worker-name.js';

/** How long a job rests before the next worker looks at it, milliseconds. */
const REST_MS = 500;

/** What waiting for a worker of another version needs. */
export interface StrandedParts {
  readonly host: FleetHost;
  readonly queues: PipelineQueues;
  /** How long no such worker may be there, milliseconds. */
  readonly patience: number;
  readonly log: LoggerService;
}

/** A job whose run began with another version of its pipeline. */
interface OldJob {
  readonly task: Task;
  /** The version it began with. */
  readonly definition: string;
}

/**
 * Runs that began with another version of their pipeline than this process has, as while a fleet is restarted with a new config: they are for a
 * worker of that version, as long as there is one. When there has been none for a while they are given up, so that their tickets are news.
 */
export class Stranded {
  /** What has been told. */
  readonly #told = new Set<string>();

  constructor(private readonly parts: StrandedParts) {}

  /** Gives the end of a run that is given up. @throws what puts the job off (as a rejection) */
  async wait(pipeline: CompiledPipeline, job: PipelineJob, old: OldJob): Promise<RunJobResult> {
    const { host, patience } = this.parts;
    const { runId } = job.data;
    const now = Date.now();
    const since = (await this.#isThere(pipeline, old)) ? undefined : (job.data.strandedSince ?? now);
    if (since !== undefined && now - since >= patience) {
      const why = 'the pipeline has been changed since, and no worker has the old version any more';
      this.parts.log.warn(`run ${runId} of ${pipeline.name} is given up: ${why}; its tickets are taken up by the next run`);
      return host.jobs.abandon(runId, why);
    }
    this.#tell(pipeline, runId, old);
    old.task.letOthersFirst();
    if (since !== job.data.strandedSince) await job.updateData(withSince(job.data, since));
    throw await putOff(job, old.task, now + REST_MS);
  }

  async #isThere(pipeline: CompiledPipeline, { definition }: OldJob): Promise<boolean> {
    const workers = await this.parts.queues.of(pipeline.name).getWorkers();
    return workers.some(({ rawname = '' }) => versionOfWorker(rawname) === definition);
  }

  #tell(pipeline: CompiledPipeline, runId: string, { definition }: OldJob): void {
    if (this.#told.has(runId)) return;
    this.#told.add(runId);
    if (this.#told.size > 1000) this.#told.clear();
    const versions = `version ${definition}, here is ${definitionOf(pipeline)}`;
    const words = `run ${runId} of ${pipeline.name} began with another version of the pipeline (${versions})`;
    this.parts.log.warn(
      `${words}: it is left to a worker of that version, and given up ${this.parts.patience / 1000}s after the last of them has gone`,
    );
  }
}

function withSince<D extends { readonly strandedSince?: number }>(
  { strandedSince: _strandedSince, ...data }: D,
  since: number | undefined,
): D {
  return (since === undefined ? data : { ...data, strandedSince: since }) as D;
}
