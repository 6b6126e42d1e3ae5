import { once } from 'node:events';
import type { LoggerService } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { FleetError } from '../fleet.error.js';
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
  retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2000),
};

/** And one for workers: they wait until Redis is back, however long that takes. */
const WORKER: RedisOptions = { maxRetriesPerRequest: null, retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 5000) };

const BOTH: RedisOptions = { lazyConnect: true, connectTimeout: PATIENCE, keepAlive: 10_000 };

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
  #isAway = false;
  #isClosed = false;

  constructor(private readonly access: RedisAccess) {
    this.#where = describeRedis(access.url);
    this.producer = this.#open(PRODUCER, 'otai');
  }

  /** For workers, and whoever waits for news. */
  get worker(): Redis {
    return (this.#worker ??= this.#open(WORKER, 'otai-worker'));
  }

  /**
   * Resolves when Redis answers and is as it has to be.
   *
   * @throws FleetError `unreachable` within a second, and `refused`, `eviction`, `version` (as rejections)
   */
  async check(): Promise<void> {
    await this.ready();
    await checkRedis(this.producer, this.access, this.#where);
  }

  /** Resolves when Redis can be asked. @throws FleetError `unreachable` within a second, `refused` (as rejections) */
  async ready(): Promise<void> {
    if (this.producer.status === 'ready') return;
    const { signal, cancel } = timeLimit(PATIENCE);
    const refused = this.#refusal(signal);
    try {
      await Promise.race([once(this.producer, 'ready', { signal }), refused]);
    } catch (error) {
      throw error instanceof FleetError ? error : this.unreachable(error);
    } finally {
      cancel();
    }
  }

  /** Resolves when Redis can be asked, however long that takes; never when this is closed before. */
  async available(): Promise<void> {
    if (this.producer.status !== 'ready') await once(this.producer, 'ready');
  }

  /** What whoever handed something over in vain is told. */
  unreachable(cause: unknown): FleetError {
    return new FleetError('unreachable', `Redis at ${this.#where} does not answer`, {
      cause,
      hint: 'is it running, and may this machine reach it? Look at infrastructure.executor.params.connection',
    });
  }

  close(): void {
    this.#isClosed = true;
    this.producer.disconnect();
    this.#worker?.disconnect();
  }

  #open(policy: RedisOptions, connectionName: string): Redis {
    const client = new Redis(this.access.url, { ...BOTH, ...policy, connectionName });
    client.on('error', (error: Error) => this.#away(error));
    client.on('ready', () => this.#back());
    // What fails is told by the events above, and tried again.
    client.connect().catch(() => undefined);
    return client;
  }

  /** Rejects when Redis does not let us in; never resolves. */
  #refusal(signal: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      const look = (error: Error): void => {
        const refusal = refusalOf(error, this.#where);
        if (refusal !== undefined) reject(refusal);
      };
      this.producer.on('error', look);
      signal.addEventListener('abort', () => this.producer.off('error', look), { once: true });
    });
  }

  /** Said once, however often it is tried. */
  #away(error: Error): void {
    if (this.#isAway || this.#isClosed) return;
    this.#isAway = true;
    const why = refusalOf(error, this.#where)?.message ?? `Redis at ${this.#where} does not answer (${error.message})`;
    this.access.log.warn(`${why}: what needs it waits until it does`);
  }

  #back(): void {
    if (this.#isAway) this.access.log.log(`Redis at ${this.#where} answers again`);
    this.#isAway = false;
  }
}

function timeLimit(milliseconds: number): { readonly signal: AbortSignal; readonly cancel: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  const cancel = (): void => {
    clearTimeout(timer);
    controller.abort();
  };
  return { signal: controller.signal, cancel };
}
