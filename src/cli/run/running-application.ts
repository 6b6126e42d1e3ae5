import 'reflect-metadata';
import type { INestApplicationContext, LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock } from '../../api/clock.js';
import { loadApplication, type LoadedApplication } from '../../module/load-application.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { COMPILED_APPLICATION } from '../../module/boot.providers.js';
import { EXECUTOR } from '../../module/runtime.providers.js';
import { OtaiModule } from '../../otai.module.js';
import type { CompiledApplication } from '../../pipeline/application.compiler.js';
import type { CompiledPipeline } from '../../pipeline/compiled-pipeline.js';
import type { Executor } from '../../pipeline/executor.js';
import { PipelineService } from '../../pipeline/pipeline.service.js';
import type { CliIo } from '../cli-io.js';
import { CliLogger } from '../cli.logger.js';

const SHOWS_STEPS: readonly LogLevel[] = ['debug', 'verbose'];

/** An application that the command line has started: services are open, triggers are not started. */
export class RunningApplication {
  private constructor(
    private readonly context: INestApplicationContext,
    readonly application: LoadedApplication,
  ) {}

  /**
   * Loads and starts an application. Logs go to the standard error: warnings and worse, or what the config says under `infrastructure.logging`.
   *
   * @throws ConfigError | PluginLoadError (as rejections) and whatever a service throws that cannot be opened
   */
  static async start(options: OtaiModuleOptions, io: CliIo, debug: boolean): Promise<RunningApplication> {
    CliLogger.install(io, 'warn');
    const application = await loadApplication(options);
    const level = debug ? 'debug' : (application.loaded.config.infrastructure.logging.level ?? 'warn');
    const logger = CliLogger.install(io, level);
    const module = OtaiModule.forLoaded(application, { ...options, autoStart: false, logRuns: SHOWS_STEPS.includes(level) });
    return new RunningApplication(await NestFactory.createApplicationContext(module, { logger, abortOnError: false }), application);
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
