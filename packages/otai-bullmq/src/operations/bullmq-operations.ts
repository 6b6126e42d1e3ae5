import {
  definitionOf,
  type CompiledPipeline,
  type FleetOperations,
  type FleetStatus,
  type FleetWorker,
  type PipelineLoad,
} from 'open-ticket-ai';
import type { PipelineQueue, PipelineQueues } from '../queues.js';
import type { RedisClients } from '../redis/redis-clients.js';
import type { GivenUpJobs } from './given-up-jobs.js';
import { isDraining, setDraining } from '../scheduling/draining.js';
import type { Ticks } from '../scheduling/ticks.js';
import { readWorkerName } from '../worker/worker-name.js';

/** What operations work on. */
export interface OperationParts {
  readonly pipelines: ReadonlyMap<string, CompiledPipeline>;
  readonly queues: PipelineQueues;
  readonly ticks: Ticks;
  readonly redis: RedisClients;
  readonly givenUp: GivenUpJobs;
}

/** What a person asks of the fleet. All of it is in Redis, so that any process can be asked. */
export class BullMqOperations implements FleetOperations {
  constructor(private readonly parts: OperationParts) {}

  async status(): Promise<FleetStatus> {
    await this.parts.redis.ready();
    const next = await this.parts.ticks.next();
    const pipelines = [...this.parts.pipelines.keys()];
    const [loads, workers] = await Promise.all([
      Promise.all(pipelines.map((name) => this.#load(name, next.get(name) ?? null))),
      this.#workers(),
    ]);
    return { pipelines: loads, workers };
  }

  pause(pipelines: readonly string[]): Promise<void> {
    return this.#each(pipelines, (queue) => queue.pause());
  }

  drain(pipelines: readonly string[]): Promise<void> {
    return this.#each(pipelines, (queue) => setDraining(queue, true));
  }

  resume(pipelines: readonly string[]): Promise<void> {
    return this.#each(pipelines, async (queue) => {
      await setDraining(queue, false);
      await queue.resume();
    });
  }

  async tidy(pipelines: readonly string[]): Promise<void> {
    await this.parts.redis.ready();
    await Promise.all(pipelines.map((name) => this.parts.givenUp.forget(name)));
  }

  async #each(pipelines: readonly string[], work: (queue: PipelineQueue) => Promise<void>): Promise<void> {
    await this.parts.redis.ready();
    await Promise.all(pipelines.map((name) => work(this.parts.queues.of(name))));
  }

  async #load(pipeline: string, nextAt: number | null): Promise<PipelineLoad> {
    const queue = this.parts.queues.of(pipeline);
    const [counts, isPaused, draining, oldest, givenUp] = await Promise.all([
      queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'waiting-children'),
      queue.isPaused(),
      isDraining(queue),
      queue.getJobs(['wait'], 0, 0, true),
      this.parts.givenUp.count(pipeline),
    ]);
    const [first] = oldest;
    return {
      pipeline,
      state: isPaused ? 'paused' : draining ? 'draining' : 'running',
      waiting: (counts['wait'] ?? 0) + (counts['prioritized'] ?? 0),
      oldestMs: first === undefined ? null : Math.max(0, Date.now() - first.timestamp),
      active: counts['active'] ?? 0,
      delayed: counts['delayed'] ?? 0,
      runs: counts['waiting-children'] ?? 0,
      givenUp,
      nextAt,
    };
  }

  /** As Redis lists their connections. */
  async #workers(): Promise<readonly FleetWorker[]> {
    const found = new Map<string, { host: string; pid: number; pipelines: string[]; otherVersions: string[] }>();
    for (const [name, pipeline] of this.parts.pipelines) {
      for (const { rawname = '' } of await this.parts.queues.of(name).getWorkers()) {
        const worker = readWorkerName(rawname);
        if (worker === undefined) continue;
        const { host, pid, version } = worker;
        const known = found.get(`${host} ${pid}`) ?? { host, pid, pipelines: [], otherVersions: [] };
        found.set(`${host} ${pid}`, known);
        known.pipelines.push(name);
        if (version !== definitionOf(pipeline)) known.otherVersions.push(name);
      }
    }
    return [...found.values()];
  }
}
