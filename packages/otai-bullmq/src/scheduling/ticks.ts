import type { LoggerService } from '@nestjs/common';
import { Queue, type Job, type QueueOptions, type RepeatOptions, type WorkerOptions } from 'bullmq';
import type { CompiledPipeline, FleetHost, Schedule } from 'open-ticket-ai';
import { CONTROL_QUEUE, runIdOf } from '../names.js';
import type { PipelineQueues } from '../queues.js';
import { LeasedWorker, putOff, type Task } from '../worker/leased.worker.js';
import { Mended } from '../redis/mended.js';
import { pausedUntil } from './breaker-pause.js';
import { isDraining } from './draining.js';

/** The firing of a schedule. */
interface Tick {
  readonly pipeline: string;
}

/** What a firing has come to. */
type TickResult = { readonly started: string } | { readonly leftOut: string };

/** The beginning of the ids of firings that wait. */
const WAITING = 'waiting-';
/** How long a firing that waits for its turn waits until it looks again, milliseconds. */
const TURN_MS = 1000;
/** And one whose pipeline is not known here, before another process looks at it. */
const STRANGER_MS = 2000;

/** What schedules need. */
export interface TickParts {
  readonly host: FleetHost;
  readonly queues: PipelineQueues;
  readonly options: () => QueueOptions;
  readonly workerOptions: () => WorkerOptions & { readonly lockDuration: number };
  readonly log: LoggerService;
}

/** Keeps the schedules of all pipelines in the fleet: each firing starts one run, in whichever process lives. */
export class Ticks {
  readonly #line: Mended<Queue<Tick, TickResult>>;
  #worker: LeasedWorker<Tick, TickResult> | undefined;

  constructor(private readonly parts: TickParts) {
    const settings = { repeatStrategy: (after: number, _: RepeatOptions, name?: string) => this.#next(name ?? '', after) };
    this.#line = new Mended(() => new Queue(CONTROL_QUEUE, { ...parts.options(), settings }));
  }

  get #queue(): Queue<Tick, TickResult> {
    return this.#line.get();
  }

  /** Works on firings from now on. */
  work(): void {
    const settings = { repeatStrategy: (after: number, _: RepeatOptions, name?: string) => this.#next(name ?? '', after) };
    const options = { ...this.parts.workerOptions(), concurrency: 10, settings };
    this.#worker = new LeasedWorker<Tick, TickResult>(CONTROL_QUEUE, (job, task) => this.#process(job, task), options);
    this.#worker.on('error', (error) => this.parts.log.debug?.(`schedules: ${error.message}`));
    this.#worker.run().catch((error: Error) => this.parts.log.error(`schedules are not kept here any more: ${error.message}`));
  }

  /** Has a pipeline fire on a schedule, as it may have done before. */
  async keep({ name }: CompiledPipeline, schedule: Schedule): Promise<void> {
    const template = { name, data: { pipeline: name }, opts: { removeOnComplete: true, removeOnFail: { count: 100 } } };
    await this.#queue.upsertJobScheduler(name, await this.#repetition(name, schedule), template);
  }

  /** Ends the schedules of all pipelines but these. */
  async keepOnly(pipelines: ReadonlySet<string>): Promise<void> {
    for (const { key } of await this.#queue.getJobSchedulers()) {
      if (pipelines.has(key)) continue;
      this.parts.log.log(`the schedule of ${key} is ended: its pipeline, or its trigger, is not in the config any more`);
      await this.#queue.removeJobScheduler(key);
    }
  }

  /** When each pipeline fires next, milliseconds since 1970. */
  async next(): Promise<ReadonlyMap<string, number>> {
    const schedulers = await this.#queue.getJobSchedulers();
    return new Map(schedulers.flatMap(({ key, next }) => (next === undefined ? [] : [[key, next] as const])));
  }

  /** Takes no further firing. */
  async pause(): Promise<void> {
    await this.#worker?.pause(true);
  }

  async close(): Promise<void> {
    await this.#worker?.close();
    await this.#line.made?.close();
  }

  abandon(): void {
    this.#worker?.abandon();
  }

  /** A schedule that is there already goes on as it is: it does not fire because another process starts. */
  async #repetition(name: string, schedule: Schedule): Promise<Omit<RepeatOptions, 'key'>> {
    if ('cron' in schedule) return { pattern: schedule.cron, ...(schedule.timeZone === undefined ? {} : { tz: schedule.timeZone }) };
    const { every, runAtStart } = schedule;
    const known = await this.#queue.getJobScheduler(name);
    return runAtStart || known?.every === every ? { every } : { every, startDate: Date.now() + every };
  }

  /** The pattern in the words of whoever reads it in one process. */
  #next(name: string, after: number): number {
    const { trigger } = this.parts.host.pipelines.get(name) ?? {};
    const schedule = trigger?.trigger.instance.schedule?.(trigger.params);
    return schedule !== undefined && 'cron' in schedule ? (schedule.next(after) ?? 0) : 0;
  }

  async #process(job: Job<Tick, TickResult>, task: Task): Promise<TickResult> {
    const pipeline = this.parts.host.pipelines.get(job.data.pipeline);
    if (pipeline === undefined) throw await putOff(job, task, Date.now() + STRANGER_MS);
    const queue = this.parts.queues.of(pipeline.name);
    if ((await queue.isPaused()) || (await isDraining(queue))) return { leftOut: 'the pipeline is paused' };
    const pause = await pausedUntil(pipeline, this.parts.host.journal);
    if (pause > Date.now()) return this.#wait(job, task, pause);
    const started = await this.#start(pipeline, runIdOf(job.id ?? ''));
    if (started !== undefined) return { started };
    return pipeline.entry.overlap === 'queue' ? this.#wait(job, task, Date.now() + TURN_MS) : { leftOut: 'runs are still going' };
  }

  /** Takes the first place that is free; `undefined`: none is. A place is free again when its run has ended, however that came. */
  async #start(pipeline: CompiledPipeline, runId: string): Promise<string | undefined> {
    const { host, queues } = this.parts;
    const data = { ...host.jobs.jobOf(pipeline, { triggered: true }, runId), isAsked: false, isWatched: false };
    const { concurrency = 1 } = pipeline.entry;
    for (let place = 1; place <= concurrency; place++) {
      const { id } = await queues.addRun(data, `place-${place}`);
      if (id === runId) return runId;
    }
    return undefined;
  }

  /** One firing waits for all that come meanwhile: a run does whatever there is to do then. */
  async #wait(job: Job<Tick, TickResult>, task: Task, until: number): Promise<TickResult> {
    const { pipeline } = job.data;
    if (job.id?.startsWith(WAITING) === true) throw await putOff(job, task, until);
    const [jobId, delay] = [`${WAITING}${runIdOf(job.id ?? '')}`, Math.max(0, until - Date.now())];
    const deduplication = { id: `${WAITING}${pipeline}` };
    await this.#queue.add(job.name, { pipeline }, { jobId, delay, deduplication, removeOnComplete: true, removeOnFail: true });
    return { leftOut: 'one firing waits for its turn' };
  }
}
