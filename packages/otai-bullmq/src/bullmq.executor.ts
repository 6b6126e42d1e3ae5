import {
  FleetExecutor,
  OtaiError,
  Service,
  ServiceContext,
  type AdoptedRun,
  type CompiledPipeline,
  type FleetHost,
  type FleetOperations,
  type RunOptions,
  type Schedule,
  type StartedRun,
  type StopTrigger,
} from 'open-ticket-ai';
import { BullMqParams } from './bullmq.params.js';
import { FleetMember } from './fleet-member.js';
import { problemOfUrl } from './redis/redis-location.js';

/**
 * Runs pipelines in many processes, with BullMQ on Redis. It stands under `infrastructure.executor`, and all processes share a journal: in Redis
 * there are ids, outcomes and times, and no texts.
 */
@Service('bull_mq_executor', {
  params: BullMqParams,
  description: 'Runs pipelines in many processes: jobs in Redis, with BullMQ. Stands under infrastructure.executor.',
})
export class BullMqExecutor extends FleetExecutor {
  #member: FleetMember | undefined;
  #leaving: Promise<void> | undefined;

  constructor(
    private readonly params: BullMqParams,
    private readonly context: ServiceContext,
  ) {
    super();
    const problem = problemOfUrl(params.connection.reveal());
    if (problem !== undefined) throw new OtaiError('OTAI_FLEET_ADDRESS', `infrastructure.executor.params.connection ${problem}`);
  }

  get operations(): FleetOperations {
    return this.#joined.operations;
  }

  async join(host: FleetHost): Promise<void> {
    const member = new FleetMember(host, this.params, this.context.logger);
    this.#member = member;
    await member.join();
  }

  start(pipeline: CompiledPipeline, options: RunOptions): StartedRun {
    return this.#joined.requests.start(pipeline, options);
  }

  resume(pipeline: CompiledPipeline, adopted: AdoptedRun): StartedRun {
    return this.#joined.requests.resume(pipeline, adopted);
  }

  drain(graceMs: number): Promise<void> {
    return (this.#leaving ??= this.#member?.leave(graceMs) ?? Promise.resolve());
  }

  schedule(pipeline: CompiledPipeline, schedule: Schedule): Promise<StopTrigger> {
    return this.#joined.keep(pipeline, schedule);
  }

  lead(name: string, start: () => Promise<StopTrigger | void>): Promise<StopTrigger> {
    return this.#joined.lead(name, start);
  }

  get #joined(): FleetMember {
    if (this.#member !== undefined) return this.#member;
    throw new OtaiError('OTAI_NOT_INITIALIZED', 'this process has not joined the fleet yet, or has left it', {
      hint: 'await app.init() or app.listen() before the first run',
    });
  }
}
