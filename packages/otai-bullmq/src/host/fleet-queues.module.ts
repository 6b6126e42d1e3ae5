import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import { queueName } from '../names.js';
import { sentinelOptions } from '../redis/redis-location.js';

/** Which queues a host application looks into. */
export interface FleetQueuesOptions {
  /** As the executor's param of that name. */
  readonly connection: string;
  /** As the executor's param of that name. Default `otai`. */
  readonly prefix?: string;
  /** The names of the pipelines. */
  readonly pipelines: readonly string[];
}

/**
 * Gives a host application the queues of its fleet, as `@nestjs/bullmq` does: `@InjectQueue('route')` is the queue of the pipeline `route`. They are
 * there to be looked at, by a board or a health check of the host's own; what is done with jobs is the executor's. A name with other characters than
 * letters and digits is asked for by {@link queueName}.
 */
@Module({})
export class FleetQueuesModule {
  static register({ connection, prefix = 'otai', pipelines }: FleetQueuesOptions): DynamicModule {
    const access = sentinelOptions(connection) ?? { url: connection };
    // Made when the application starts, not when its modules are imported: a queue connects at once.
    const useFactory = () => ({ prefix, connection: access });
    const queues = BullModule.registerQueueAsync(...pipelines.map((pipeline) => ({ name: queueName(pipeline), useFactory })));
    return { module: FleetQueuesModule, imports: [queues], exports: [queues] };
  }
}
