import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { getServiceToken, type Role } from 'open-ticket-ai';
import { bootOtai, MemoryTicketSystem, type BootedOtai } from 'open-ticket-ai/testing';
import BullmqPlugin from '../../src/plugin.js';
import { MoodsPlugin } from './moods.plugin.js';

/** How a process of a test's fleet is started. */
export interface MemberOptions {
  readonly role?: Role;
  readonly autoStart?: boolean;
  /** In place of the fleet's pipelines. */
  readonly pipelines?: object;
  readonly params?: object;
}

/** Several applications that are a fleet, in one process of a test, with one helpdesk. */
export class TestFleet {
  readonly helpdesk = new MemoryTicketSystem();
  readonly #folder = mkdtempSync(join(tmpdir(), 'otai-fleet-'));
  readonly #members: BootedOtai[] = [];
  #redis: Redis | undefined;

  constructor(
    private readonly connection: string,
    private readonly pipelines: object,
    private readonly params: object = {},
  ) {}

  /** Whether the journal keeps texts. */
  storesTexts = false;

  /** Of the keys in Redis: each fleet has its own. */
  readonly prefix = `t${Math.random().toString(36).slice(2, 10)}`;

  /** The block of config that all of its processes share. */
  get infrastructure(): { readonly journal: object; readonly executor: { readonly use: string; readonly params: object } } {
    const params = { connection: this.connection, prefix: this.prefix, lock: '2s', ...this.params };
    const journal = { url: `sqlite:${join(this.#folder, 'journal.db')}`, store_texts: this.storesTexts };
    return { journal, executor: { use: 'bullmq:BullMqExecutor', params } };
  }

  async join({ role = 'all', autoStart = false, pipelines = this.pipelines, params = {} }: MemberOptions = {}): Promise<BootedOtai> {
    const { journal, executor } = this.infrastructure;
    const config = {
      otai: {
        infrastructure: { journal, executor: { ...executor, params: { ...executor.params, ...params } } },
        services: { helpdesk: { use: 'testing:memory_ticket_system' } },
        pipelines,
      },
    };
    const member = await bootOtai(config, {
      plugins: [BullmqPlugin, MoodsPlugin],
      role,
      autoStart,
      shutdownTimeout: 2000,
      override: (builder) => builder.overrideProvider(getServiceToken('helpdesk')).useValue(this.helpdesk),
    });
    this.#members.push(member);
    return member;
  }

  /** A way past the fleet into Redis. */
  get redis(): Redis {
    if (this.#redis === undefined) {
      this.#redis = new Redis(this.connection);
      this.#redis.on('error', () => undefined);
    }
    return this.#redis;
  }

  queue(name: string): Queue {
    const queue = new Queue(name, { connection: this.redis, prefix: this.prefix });
    queue.on('error', () => undefined);
    return queue;
  }

  /** Leaves the mark of BullMQ on the job that waits: processes died on it again and again. */
  async loseTooOften(pipeline: string): Promise<void> {
    const queue = this.queue(pipeline);
    const [job] = await queue.getWaiting();
    await this.redis.hset(queue.toKey(job?.id ?? ''), 'defa', 'job stalled more than allowable limit');
  }

  /** How often the schedule of a pipeline has fired; 0 without one. */
  async firings(pipeline: string): Promise<number> {
    return (await this.queue('@schedules').getJobScheduler(pipeline))?.iterationCount ?? 0;
  }

  async leave(member: BootedOtai): Promise<void> {
    this.#members.splice(this.#members.indexOf(member), 1);
    await member.close();
  }

  async end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
    this.#redis?.disconnect();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A pipeline that moves and annotates each ticket of a queue. */
export function routing(more: object = {}, steps: readonly object[] = []): object {
  const injects = { ticket_system: 'helpdesk' };
  return {
    route: {
      ...more,
      steps: [
        {
          id: 'fetch',
          use: 'base:fetch_tickets',
          injects,
          params: { ticket_search_criteria: { queue: { name: 'Incoming' }, limit: 1000 } },
        },
        {
          id: 'each',
          use: 'base:for_each',
          params: {
            items: "{{ get_pipe_result('fetch', 'fetched_tickets') }}",
            as: 'ticket',
            steps: [
              ...steps,
              {
                id: 'move',
                use: 'base:update_ticket',
                injects,
                params: { ticket_id: '{{ ticket.id }}', updated_ticket: { queue: { name: 'IT' } } },
              },
              {
                id: 'note',
                use: 'base:add_note',
                injects,
                params: { ticket_id: '{{ ticket.id }}', note: { body: 'Moved {{ ticket.subject }}.' } },
              },
            ],
          },
        },
      ],
    },
  };
}
