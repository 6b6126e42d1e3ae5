import type { Provider } from '@nestjs/common';
import { Clock } from '../api/clock.js';
import type { InfrastructureConfig } from '../config/otai-config.js';
import type { CompiledApplication } from '../pipeline/application.compiler.js';
import { InProcessExecutor, type Executor } from '../pipeline/executor.js';
import { MemoryJournal, type Journal } from '../pipeline/journal.js';
import { PipelineService } from '../pipeline/pipeline.service.js';
import { RunEventBus } from '../pipeline/run-events.js';
import { RunLogger } from '../pipeline/run.logger.js';
import { TriggerScheduler } from '../pipeline/trigger.scheduler.js';
import { DirectWritePort, type WritePort } from '../pipeline/write-port.js';
import type { EnvReader } from '../templating/template-scope.js';
import { COMPILED_APPLICATION, ENV_READER, RUNTIME_OPTIONS } from './boot.providers.js';
import { OtaiLifecycle } from './otai.lifecycle.js';
import type { OtaiModuleOptions, OtaiRuntimeOptions } from './otai.options.js';

/** Token of the {@link Executor}: who runs a compiled pipeline. In-process unless replaced (`overrideProvider(EXECUTOR)`). */
export const EXECUTOR = 'otai:executor';
/** Token of the {@link Journal}: what is remembered of runs. In memory unless replaced. */
export const JOURNAL = 'otai:journal';
/** Token of the {@link WritePort}: the place every write to a ticket system passes. */
export const WRITE_PORT = 'otai:write-port';

const DEFAULT_SHUTDOWN_TIMEOUT = 30_000;

/** What runs the pipelines: the three seams, the service that applications use, and what starts and stops it all. */
export function runtimeProviders(options: OtaiModuleOptions, { logging }: InfrastructureConfig): Provider[] {
  return [
    { provide: RunEventBus, useValue: new RunEventBus() },
    { provide: JOURNAL, useFactory: () => new MemoryJournal() },
    { provide: WRITE_PORT, useFactory: (journal: Journal) => new DirectWritePort(journal), inject: [JOURNAL] },
    {
      provide: EXECUTOR,
      inject: [RunEventBus, WRITE_PORT, ENV_READER, JOURNAL, Clock],
      useFactory: (...[events, writePort, env, journal, clock]: [RunEventBus, WritePort, EnvReader, Journal, Clock]) =>
        new InProcessExecutor({ events, writePort, env, clock, random: Math.random }, journal),
    },
    {
      provide: PipelineService,
      inject: [COMPILED_APPLICATION, EXECUTOR, RunEventBus],
      useFactory: ({ pipelines }: CompiledApplication, executor: Executor, events: RunEventBus) =>
        new PipelineService(pipelines, executor, events),
    },
    {
      provide: TriggerScheduler,
      inject: [COMPILED_APPLICATION, EXECUTOR, Clock],
      useFactory: ({ pipelines }: CompiledApplication, executor: Executor, clock: Clock) =>
        new TriggerScheduler([...pipelines.values()], executor, clock),
    },
    {
      provide: OtaiLifecycle,
      inject: [TriggerScheduler, EXECUTOR, RunEventBus, RUNTIME_OPTIONS],
      useFactory: (scheduler: TriggerScheduler, executor: Executor, events: RunEventBus, { autoStart }: OtaiRuntimeOptions) =>
        new OtaiLifecycle(
          { scheduler, executor, logger: options.logRuns === false ? undefined : new RunLogger(events, isVerbose(logging)) },
          autoStart ?? options.autoStart ?? true,
          options.shutdownTimeout ?? DEFAULT_SHUTDOWN_TIMEOUT,
        ),
    },
  ];
}

function isVerbose({ level }: InfrastructureConfig['logging']): boolean {
  return level === 'debug' || level === 'verbose';
}
