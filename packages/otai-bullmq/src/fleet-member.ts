import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { CompiledPipeline, FleetHost, Role, Schedule, StopTrigger } from 'open-ticket-ai';
import { Requests } from './asking/requests.js';
import type { BullMqParams } from './bullmq.params.js';
import { Bus } from './bus.js';
import type { CancelMessage, NewsMessage } from './messages.js';
import { CANCEL_QUEUE, NEWS_QUEUE } from './names.js';
import { BullMqOperations } from './operations/bullmq-operations.js';
import { GivenUpJobs } from './operations/given-up-jobs.js';
import { PipelineQueues } from './queues.js';
import { RedisClients } from './redis/redis-clients.js';
import { Leadership } from './scheduling/leadership.js';
import { Reconciler } from './scheduling/reconciler.js';
import { Ticks } from './scheduling/ticks.js';
import { Workforce } from './worker/workforce.js';

const RECONCILE = 'reconcile';
/** How long Redis may take to hear of what has ended here, milliseconds. */
const FAREWELL_MS = 5000;

/** What one process is in the fleet, from joining it to leaving it. */
export class FleetMember {
  readonly queues: PipelineQueues;
  readonly requests: Requests;
  readonly ticks: Ticks;
  readonly reconciler: Reconciler;
  readonly operations: BullMqOperations;
  readonly #redis: RedisClients;
  readonly #workQueues: PipelineQueues;
  readonly #leadership: Leadership;
  readonly #workforce: Workforce;
  readonly #news: Bus<NewsMessage>;
  readonly #cancellations: Bus<CancelMessage>;
  #isLeaving = false;

  constructor(
    private readonly host: FleetHost,
    params: BullMqParams,
    private readonly log: LoggerService,
  ) {
    const { prefix, lock } = params;
    const processId = randomUUID();
    this.#redis = new RedisClients({ url: params.connection.reveal(), allowEviction: params.allow_eviction, log });
    const streams = { events: { maxLen: 1000 } };
    const keepRuns = params.keep_runs;
    const names = [...host.pipelines.keys()];
    const asking = () => ({ connection: this.#redis.producer, prefix, streams });
    const lines = { options: asking, listener: () => this.#redis.worker };
    this.queues = new PipelineQueues(names, { options: asking, keepRuns });
    this.#news = new Bus(NEWS_QUEUE, lines, 10_000);
    this.#cancellations = new Bus(CANCEL_QUEUE, lines, 1000);
    // Whoever works waits for Redis as long as it takes.
    const options = () => ({ connection: this.#redis.worker, prefix, streams });
    const workerOptions = () => ({ ...workerDefaults(params), connection: this.#redis.worker, prefix });
    this.#workQueues = new PipelineQueues(names, { options, keepRuns });
    const shared = { host, queues: this.#workQueues, log, options };
    this.ticks = new Ticks({ ...shared, workerOptions });
    this.#leadership = new Leadership({ options, workerOptions, log });
    this.#workforce = new Workforce({
      ...shared,
      params,
      workerOptions,
      processId,
      news: this.#news,
      cancellations: this.#cancellations,
      ticks: this.ticks,
    });
    const { endedHere } = this.#workforce;
    const { queues } = this;
    this.requests = new Requests({
      host,
      queues,
      redis: this.#redis,
      news: this.#news,
      cancellations: this.#cancellations,
      processId,
      endedHere,
    });
    const givenUp = (line: PipelineQueues): GivenUpJobs => new GivenUpJobs(line, host.journal);
    const looksAfter = { host, queues: this.#workQueues, givenUp: givenUp(this.#workQueues) };
    this.reconciler = new Reconciler({ ...looksAfter, lease: lock * 2, log });
    const { pipelines } = host;
    this.operations = new BullMqOperations({ pipelines, queues, ticks: this.ticks, redis: this.#redis, givenUp: givenUp(queues) });
  }

  /**
   * Takes part. Where Redis does not answer, it does so as soon as it does.
   *
   * @throws FleetError when Redis answers, and cannot be used (as a rejection)
   */
  async join(): Promise<void> {
    if (await this.#isThere()) await this.#begin();
    else void this.#joinLater();
  }

  async keep(pipeline: CompiledPipeline, schedule: Schedule): Promise<StopTrigger> {
    await this.#whenThere(() => this.ticks.keep(pipeline, schedule));
    return () => undefined;
  }

  async lead(name: string, start: () => Promise<StopTrigger | void>): Promise<StopTrigger> {
    let stop: StopTrigger | undefined;
    await this.#whenThere(async () => {
      stop = await this.#leadership.take(name, start);
    });
    return () => stop?.();
  }

  /**
   * Takes nothing more, has what is at work stop or end, and lets go of everything. Where Redis is away nobody waits for it: what it is not told,
   * another process finds out.
   */
  async leave(graceMs: number): Promise<void> {
    this.#isLeaving = true;
    const isAway = this.#redis.away();
    await Promise.race([isAway, Promise.all([this.#workforce.pause(), this.ticks.pause()])]);
    await this.host.drain(graceMs);
    const limit = new AbortController();
    await Promise.race([isAway, this.#letGo().catch(() => undefined), sleep(FAREWELL_MS, undefined, limit).catch(() => undefined)]);
    limit.abort();
    this.requests.close();
    this.#redis.close();
    for (const part of [this.#workforce, this.#leadership, this.ticks]) part.abandon();
  }

  async #letGo(): Promise<void> {
    await Promise.all([this.#workforce.close(), this.#leadership.leave(), this.ticks.close()]);
    await Promise.all([this.#news.close(), this.#cancellations.close(), this.queues.close(), this.#workQueues.close()]);
  }

  async #joinLater(): Promise<void> {
    try {
      do await this.#redis.available();
      while (!this.#isLeaving && !(await this.#isThere()));
      if (!this.#isLeaving) await this.#begin();
    } catch (error) {
      this.log.error(`this process takes no part in the fleet: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** @throws FleetError when Redis answers, and cannot be used (as a rejection) */
  async #isThere(): Promise<boolean> {
    try {
      await this.#redis.check();
      return true;
    } catch (error) {
      if (isUnreachable(error)) return false;
      throw error;
    }
  }

  async #begin(): Promise<void> {
    const { role } = this.host;
    if (role !== 'api') this.ticks.work();
    if (works(role)) this.#workforce.start();
    if (!schedules(role)) return;
    await this.ticks.keepOnly(this.#scheduled());
    await this.#leadership.keepOnly(new Set([RECONCILE, ...this.#led()]));
    await this.#leadership.take(RECONCILE, async () => this.reconciler.start());
  }

  /** Does something at once, or when Redis is there. */
  async #whenThere(work: () => Promise<void>): Promise<void> {
    try {
      await this.#redis.ready();
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      return void this.#redis
        .available()
        .then(() => (this.#isLeaving ? undefined : work().catch((reason: Error) => this.log.error(reason.message))));
    }
    await work();
  }

  #scheduled(): ReadonlySet<string> {
    return new Set(
      [...this.host.pipelines.values()].filter(({ trigger }) => trigger?.trigger.instance.schedule !== undefined).map(({ name }) => name),
    );
  }

  #led(): readonly string[] {
    const triggered = [...this.host.pipelines.values()].filter(
      ({ trigger }) => trigger !== undefined && trigger.trigger.instance.schedule === undefined,
    );
    return triggered.map(({ name }) => `trigger:${name}`);
  }
}

function works(role: Role): boolean {
  return role === 'all' || role === 'worker';
}

function schedules(role: Role): boolean {
  return role === 'all' || role === 'scheduler';
}

function isUnreachable(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === 'OTAI_FLEET_UNREACHABLE';
}

function workerDefaults({ lock, max_losses: maxStalledCount, concurrency }: BullMqParams) {
  // Two looks find a job whose process died.
  const stalledInterval = Math.max(250, Math.round(lock / 2));
  return { concurrency, lockDuration: lock, stalledInterval, maxStalledCount, runRetryDelay: 1000, drainDelay: 5 };
}
