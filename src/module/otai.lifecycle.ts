import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Clock } from '../api/clock.js';
import { cleanUpPlugins } from '../discovery/plugin.discovery.js';
import type { LoadedPlugin } from '../discovery/plugin.loader.js';
import type { Executor } from '../pipeline/executor.js';
import type { RunLogger } from '../pipeline/run.logger.js';
import type { TriggerScheduler } from '../pipeline/trigger.scheduler.js';

/**
 * Starts the triggers when the application has started, and ends in the mirror order: no new runs, then the end of those that run.
 *
 * Nest destroys the modules that use others first, so the services are still open while runs drain here.
 */
export class OtaiLifecycle implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly parts: { readonly scheduler: TriggerScheduler; readonly executor: Executor; readonly logger: RunLogger | undefined },
    private readonly autoStart: boolean,
    private readonly shutdownTimeout: number,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.parts.logger?.start();
    if (this.autoStart) await this.parts.scheduler.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.parts.scheduler.stop();
    await this.parts.executor.drain(this.shutdownTimeout);
    this.parts.logger?.stop();
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
