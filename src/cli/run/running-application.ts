import 'reflect-metadata';
import type { INestApplicationContext, LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock } from '../../api/clock.js';
import { hasExecutor } from '../../config/executor.reader.js';
import type { OtaiConfig } from '../../config/otai-config.js';
import { cleanUpPlugins } from '../../discovery/plugin.discovery.js';
import type { Journal } from '../../journal/journal.js';
import { loadApplication, type LoadedApplication } from '../../module/load-application.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { COMPILED_APPLICATION } from '../../module/boot.providers.js';
import { EXECUTOR, JOURNAL } from '../../module/runtime.tokens.js';
import { OtaiModule } from '../../otai.module.js';
import type { CompiledApplication } from '../../pipeline/application.compiler.js';
import type { CompiledPipeline } from '../../pipeline/compiled-pipeline.js';
import type { Executor } from '../../pipeline/executor.js';
import type { Role } from '../../pipeline/fleet.executor.js';
import { PipelineService } from '../../pipeline/pipeline.service.js';
import type { CliIo } from '../cli-io.js';
import { CliLogger } from '../cli.logger.js';
import { offlineApplication } from '../replay/offline-application.js';

const SHOWS_STEPS: readonly LogLevel[] = ['debug', 'verbose'];

/** What a command wants of a start. */
export interface StartSettings {
  /** Shows debug lines, whatever the config says of logging. */
  readonly debug?: boolean | undefined;
  /** Throws when the command line asks for something the config does not have, before anything is opened. */
  readonly check?: ((config: OtaiConfig) => void) | undefined;
  /** Services are built and not opened. Default false. */
  readonly offline?: boolean | undefined;
  /** What the process is in a fleet, where the config has one and nobody says otherwise. Default `api`: it works on nothing. */
  readonly fleetRole?: Role | undefined;
}

/** An application that the command line has started: services are open, triggers are not started. */
export class RunningApplication {
  private constructor(private readonly context: INestApplicationContext) {}

  /**
   * Loads and starts an application. Logs go to the standard error: warnings and worse, or what the config says under `infrastructure.logging`.
   *
   * @throws ConfigError | PluginLoadError (as rejections) and whatever a service throws that cannot be opened
   */
  static async start(options: OtaiModuleOptions, io: CliIo, settings: StartSettings = {}): Promise<RunningApplication> {
    CliLogger.install(io, 'warn');
    const application = await loadApplication(options);
    try {
      settings.check?.(application.loaded.config);
      const { level = 'warn' } = application.loaded.config.infrastructure.logging;
      const wanted = settings.offline === true ? offlineApplication(application) : application;
      const role = roleOf(application, options, settings);
      return new RunningApplication(
        await build(wanted, { ...options, role }, CliLogger.install(io, settings.debug === true ? 'debug' : level)),
      );
    } catch (error) {
      // Nest does not shut down what it could not start.
      await cleanUpPlugins(application.plugins.plugins);
      throw error;
    }
  }

  get pipelines(): PipelineService {
    return this.context.get(PipelineService, { strict: false });
  }

  get compiled(): readonly CompiledPipeline[] {
    return [...this.context.get<CompiledApplication>(COMPILED_APPLICATION, { strict: false }).pipelines.values()];
  }

  get executor(): Executor {
    return this.context.get<Executor>(EXECUTOR, { strict: false });
  }

  get journal(): Journal {
    return this.context.get<Journal>(JOURNAL, { strict: false });
  }

  get clock(): Clock {
    return this.context.get(Clock, { strict: false });
  }

  /** A Nest provider, e.g. a configured service by its token. */
  get<T>(token: string): T {
    return this.context.get<T>(token, { strict: false });
  }

  /** Waits for running pipelines, then closes everything. */
  close(): Promise<void> {
    return this.context.close();
  }
}

function roleOf({ loaded }: LoadedApplication, { role }: OtaiModuleOptions, { fleetRole = 'api' }: StartSettings): Role | undefined {
  return role ?? (hasExecutor(loaded.config) ? fleetRole : undefined);
}

function build(application: LoadedApplication, options: OtaiModuleOptions, logger: CliLogger): Promise<INestApplicationContext> {
  const { level } = application.loaded.config.infrastructure.logging;
  const logRuns = level !== undefined && SHOWS_STEPS.includes(level);
  const module = OtaiModule.forLoaded(application, { ...options, autoStart: false, logRuns });
  return NestFactory.createApplicationContext(module, { logger, abortOnError: false });
}
