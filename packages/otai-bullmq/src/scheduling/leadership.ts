import type { LoggerService } from '@nestjs/common';
import { Queue, type Job, type QueueOptions, type WorkerOptions } from 'bullmq';
import type { StopTrigger } from 'open-ticket-ai';
import { LEAD_QUEUE } from '../names.js';
import { Mended } from '../redis/mended.js';
import { LeasedWorker, putBack, putOff, type Task } from '../worker/leased.worker.js';

/** Something that one process of the fleet does at a time. */
interface Duty {
  readonly name: string;
}

/** How long a duty rests that could not be begun, or is nobody's here, milliseconds. */
const REST_MS = 2000;

/** What leading needs. */
export interface LeadershipParts {
  readonly options: () => QueueOptions;
  readonly workerOptions: () => WorkerOptions & { readonly lockDuration: number };
  readonly log: LoggerService;
}

/**
 * Duties that one process of the fleet has at a time. A duty is a job that never ends: the process that works on it has the duty, and when it
 * dies the job is given to another, as any job is.
 */
export class Leadership {
  readonly #line: Mended<Queue<Duty>>;
  readonly #duties = new Map<string, () => Promise<StopTrigger | void>>();
  /** Aborts all that is done here. */
  readonly #closing = new AbortController();
  #worker: LeasedWorker<Duty, void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: LeadershipParts) {
    this.#line = new Mended(() => new Queue(LEAD_QUEUE, parts.options()));
  }

  get #queue(): Queue<Duty> {
    return this.#line.get();
  }

  /** Takes part in a duty: `start` is called when it is ours, what it gives back when it is not any more. */
  async take(name: string, start: () => Promise<StopTrigger | void>): Promise<StopTrigger> {
    this.#duties.set(name, start);
    this.#work();
    await this.#announce(name);
    return () => void this.#duties.delete(name);
  }

  /** Ends duties that nobody has any more. */
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    for (const job of await this.#queue.getJobs(['waiting', 'delayed'])) if (!names.has(job.data.name)) await job.remove();
  }

  /** Leaves all duties to others. */
  async leave(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.#worker?.close();
    await this.#line.made?.close();
  }

  abandon(): void {
    this.#worker?.abandon();
  }

  #work(): void {
    if (this.#worker !== undefined) return;
    const options = { ...this.parts.workerOptions(), concurrency: 1000, maxStalledCount: 1_000_000 };
    this.#worker = new LeasedWorker<Duty, void>(LEAD_QUEUE, (job, task) => this.#process(job, task), options);
    this.#worker.on('error', (error) => this.parts.log.debug?.(`duties: ${error.message}`));
    this.#worker.run().catch((error: Error) => this.parts.log.error(`no duties are taken here any more: ${error.message}`));
    // Redis may have lost them.
    this.#timer = setInterval(() => void this.#announceAll(), this.parts.workerOptions().lockDuration).unref();
  }

  async #announceAll(): Promise<void> {
    for (const name of this.#duties.keys()) await this.#announce(name).catch(() => undefined);
  }

  async #announce(name: string): Promise<void> {
    await this.#queue.add('duty', { name }, { jobId: `duty-${name.replaceAll(':', '_')}`, removeOnComplete: true, removeOnFail: true });
  }

  async #process(job: Job<Duty>, task: Task): Promise<void> {
    const start = this.#duties.get(job.data.name);
    if (start === undefined || this.#closing.signal.aborted) throw await putOff(job, task, Date.now() + REST_MS);
    let stop: StopTrigger | void;
    try {
      stop = await start();
    } catch (error) {
      this.parts.log.error(`${job.data.name} could not be started here: ${error instanceof Error ? error.message : String(error)}`);
      throw await putOff(job, task, Date.now() + REST_MS);
    }
    await untilOneOf(this.#closing.signal, task.lease.lost, task.signal);
    await stop?.();
    throw await putBack(job, task);
  }
}

async function untilOneOf(...signals: readonly AbortSignal[]): Promise<void> {
  if (signals.some(({ aborted }) => aborted)) return;
  await new Promise<void>((resolve) => {
    for (const signal of signals) signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
