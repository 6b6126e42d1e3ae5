import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Clock } from '../api/clock.js';
import { cleanUpPlugins } from '../discovery/plugin.discovery.js';
import type { LoadedPlugin } from '../discovery/plugin.loader.js';
import type { Executor } from '../pipeline/executor.js';
import type { FleetMembership } from './fleet.membership.js';
import type { Journal } from '../journal/journal.js';
import type { RunLogger } from '../pipeline/run.logger.js';
import type { RunRecovery } from '../pipeline/run.recovery.js';
import type { ShutdownHooksWatch } from './shutdown-hooks.watch.js';
import type { TriggerScheduler } from '../pipeline/trigger.scheduler.js';

/** What the lifecycle starts and ends. */
interface LifecycleParts {
  readonly scheduler: TriggerScheduler;
  readonly recovery: RunRecovery;
  readonly membership: FleetMembership;
  readonly executor: Executor;
  readonly journal: Journal;
  readonly logger: RunLogger | undefined;
  readonly hooks: ShutdownHooksWatch;
}

/**
 * Starts the triggers when the application has started, goes on with interrupted runs, and ends in the mirror order: no new runs, then the end of those that run.
 *
 * Nest destroys the modules that use others first, so the services are still open while runs drain here.
 */
export class OtaiLifecycle implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly parts: LifecycleParts,
    private readonly autoStart: boolean,
    private readonly shutdownTimeout: number,
  ) {}

  /** @throws JournalError (as a rejection), which ends the start: nothing runs that cannot be remembered */
  async onModuleInit(): Promise<void> {
    await this.parts.journal.open();
  }

  async onApplicationBootstrap(): Promise<void> {
    const { logger, membership, recovery, scheduler, hooks, journal } = this.parts;
    logger?.start();
    await membership.join();
    if (!this.autoStart || !membership.schedules) return;
    if (membership.isAlone) recovery.start();
    await scheduler.start();
    if (scheduler.isAtWork && journal.durable) hooks.start();
  }

  async onModuleDestroy(): Promise<void> {
    const { scheduler, recovery, executor, logger, journal, hooks } = this.parts;
    hooks.stop();
    recovery.stop();
    await scheduler.stop();
    await executor.drain(this.shutdownTimeout);
    logger?.stop();
    await journal.close();
  }
}

/** Cleans the plugins up after everything that came from them was closed: its module is the last that Nest shuts down. */
export class PluginCleanup implements OnApplicationShutdown {
  /** @param timeout - how long each plugin may take, milliseconds; default 10 000 */
  constructor(
    private readonly plugins: readonly LoadedPlugin[],
    private readonly clock: Clock,
    private readonly timeout?: number,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await cleanUpPlugins(this.plugins, { clock: this.clock, timeout: this.timeout });
  }
}
