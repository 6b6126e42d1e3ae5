import type { LoggerService } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';
import { FleetError } from '../fleet.error.js';
import { hush } from './hush.js';
import { openRedis } from './open-redis.js';
import { checkRedis, refusalOf, type RedisRules } from './redis-checks.js';
import { describeRedis } from './redis-location.js';

/** How long whoever hands something over waits for Redis, milliseconds. */
const PATIENCE = 1000;

/**
 * One policy for whoever hands something over: Redis answers within a second, or he is told that it does not. Nothing is kept for later, for he
 * would hand it over once more.
 */
const PRODUCER: RedisOptions = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  commandTimeout: PATIENCE,
  retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1000),
};

/** And one for workers: they wait until Redis is back, however long that takes. */
const WORKER: RedisOptions = { maxRetriesPerRequest: null, retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 5000) };

/** Not lazy: BullMQ would take the first failure to connect for the last. */
const BOTH: RedisOptions = { connectTimeout: PATIENCE, keepAlive: 10_000 };

/** What connections are made of. */
export interface RedisAccess extends RedisRules {
  readonly url: string;
  readonly log: LoggerService;
}

/** The connections of one process to Redis. */
export class RedisClients {
  readonly producer: Redis;
  readonly #where: string;
  #worker: Redis | undefined;
  /** Why Redis cannot be asked, as far as is known. */
  #absence: FleetError | undefined;
  /** Each waits for Redis to answer, or for the news that it does not. */
  readonly #waiting = new Set<AbortController>();
  /** All there are, also those that BullMQ has made. */
  readonly #open = new Set<Redis>();
  #isClosed = false;

  constructor(private readonly access: RedisAccess) {
    this.#where = describeRedis(access.url);
    this.producer = this.#connect(PRODUCER, 'otai');
  }

  /** For workers, and whoever waits for news. */
  get worker(): Redis {
    return (this.#worker ??= this.#connect(WORKER, 'otai-worker'));
  }

  /**
   * Resolves when Redis answers and is as it has to be.
   *
   * @throws FleetError `unreachable` within a second, and `refused`, `eviction`, `version` (as rejections)
   */
  async check(): Promise<void> {
    await this.ready();
    try {
      await checkRedis(this.producer, this.access, this.#where);
    } catch (error) {
      throw error instanceof FleetError ? error : this.unreachable(error);
    }
  }

  /**
   * Resolves when Redis can be asked.
   *
   * @throws FleetError `unreachable` at once when it is known to be away, else within a second; `refused` (as rejections)
   */
  async ready(): Promise<void> {
    if (this.producer.status === 'ready') return;
    if (this.#absence !== undefined) throw this.#absence;
    const changed = new AbortController();
    const timer = setTimeout(() => changed.abort(this.unreachable(new Error(`no answer within ${PATIENCE} ms`))), PATIENCE);
    this.#waiting.add(changed);
    try {
      await aborted(changed.signal);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(changed);
    }
    if (changed.signal.reason instanceof FleetError) throw changed.signal.reason;
  }

  /** Resolves when Redis can be asked, however long that takes; never when this is closed before. */
  async available(): Promise<void> {
    while (this.producer.status !== 'ready') await new Promise((resolve) => this.producer.once('ready', resolve));
  }

  /** What whoever handed something over in vain is told. */
  unreachable(cause: unknown): FleetError {
    return new FleetError('unreachable', `Redis at ${this.#where} does not answer`, {
      cause,
      hint: 'is it running, and may this machine reach it? Look at infrastructure.executor.params.connection',
    });
  }

  /** Resolves when Redis is known to be away; at once when it is so already. */
  async away(): Promise<void> {
    while (this.#absence === undefined && !this.#isClosed) await new Promise((resolve) => this.producer.once('error', resolve));
  }

  /** Whatever still waits for Redis is told that it does so in vain. */
  close(): void {
    this.#isClosed = true;
    for (const client of this.#open) client.disconnect();
  }

  #connect(policy: RedisOptions, connectionName: string): Redis {
    const client = hush(openRedis(this.access.url, { ...BOTH, ...policy, connectionName }), (duplicate) => this.#keep(duplicate));
    this.#keep(client);
    client.on('error', (error: Error) => this.#away(error));
    if (policy === PRODUCER) client.on('ready', () => this.#back());
    return client;
  }

  #keep(client: Redis): void {
    this.#open.add(client);
    client.once('end', () => this.#open.delete(client));
  }

  /** Said once, however often it is tried. */
  #away(error: Error): void {
    const refusal = refusalOf(error, this.#where);
    const isNew = this.#absence === undefined;
    this.#absence = refusal ?? this.unreachable(error);
    for (const waiting of this.#waiting) waiting.abort(this.#absence);
    if (!isNew || this.#isClosed) return;
    const what = refusal === undefined ? 'does not answer' : 'does not let us in';
    this.access.log.warn(`Redis at ${this.#where} ${what} (${error.message}): what needs it waits until it does`);
  }

  #back(): void {
    if (this.#absence !== undefined) this.access.log.log(`Redis at ${this.#where} answers again`);
    this.#absence = undefined;
    for (const waiting of this.#waiting) waiting.abort();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
