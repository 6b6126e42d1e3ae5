import type { Provider } from '@nestjs/common';
import { Clock } from '../api/clock.js';
import { Secret } from '../api/secret.js';
import type { LoadedConfig } from '../config/config.loader.js';
import type { InfrastructureConfig } from '../config/otai-config.js';
import type { Journal } from '../journal/journal.js';
import { createJournal } from '../journal/open-journal.js';
import type { CompiledApplication } from '../pipeline/application.compiler.js';
import { InProcessExecutor, type Executor } from '../pipeline/executor.js';
import { PipelineService } from '../pipeline/pipeline.service.js';
import { RunEventBus } from '../pipeline/run-events.js';
import { RunLogger } from '../pipeline/run.logger.js';
import { RunRecovery } from '../pipeline/run.recovery.js';
import { TriggerScheduler } from '../pipeline/trigger.scheduler.js';
import { DirectWritePort, type WritePort } from '../pipeline/write-port.js';
import type { EnvReader } from '../templating/template-scope.js';
import { COMPILED_APPLICATION, ENV_READER, RUNTIME_OPTIONS } from './boot.providers.js';
import { defaultJournalUrl } from './journal.location.js';
import { OtaiLifecycle } from './otai.lifecycle.js';
import type { OtaiModuleOptions, OtaiRuntimeOptions } from './otai.options.js';

/** Token of the {@link Executor}: who runs a compiled pipeline. In-process unless replaced (`overrideProvider(EXECUTOR)`). */
export const EXECUTOR = 'otai:executor';
/** Token of the {@link Journal}: what is remembered of runs, steps, writes and tickets. What the config says, unless replaced. */
export const JOURNAL = 'otai:journal';
/** Token of the {@link WritePort}: the place every write to a ticket system passes. */
export const WRITE_PORT = 'otai:write-port';

const DEFAULT_SHUTDOWN_TIMEOUT = 30_000;

/** What runs the pipelines: the three seams, the service that applications use, and what starts and stops it all. */
export function runtimeProviders(options: OtaiModuleOptions, loaded: LoadedConfig): Provider[] {
  const { logging } = loaded.config.infrastructure;
  return [
    { provide: RunEventBus, useValue: new RunEventBus() },
    ...seamProviders(options, loaded),
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
      provide: RunRecovery,
      inject: [COMPILED_APPLICATION, EXECUTOR, JOURNAL, Clock],
      useFactory: ({ pipelines }: CompiledApplication, ...[executor, journal, clock]: [Executor, Journal, Clock]) =>
        new RunRecovery({ pipelines, executor, journal, clock }),
    },
    {
      provide: OtaiLifecycle,
      inject: [TriggerScheduler, RunRecovery, EXECUTOR, JOURNAL, RunEventBus, RUNTIME_OPTIONS],
      useFactory: (...[scheduler, recovery, executor, journal, events, { autoStart }]: LifecycleDependencies) =>
        new OtaiLifecycle(
          {
            scheduler,
            recovery,
            executor,
            journal,
            logger: options.logRuns === false ? undefined : new RunLogger(events, isVerbose(logging)),
          },
          autoStart ?? options.autoStart ?? true,
          options.shutdownTimeout ?? DEFAULT_SHUTDOWN_TIMEOUT,
        ),
    },
  ];
}

type LifecycleDependencies = [TriggerScheduler, RunRecovery, Executor, Journal, RunEventBus, OtaiRuntimeOptions];

/** Executor, journal and write port. */
function seamProviders(options: OtaiModuleOptions, loaded: LoadedConfig): Provider[] {
  const { journal: config } = loaded.config.infrastructure;
  const defaultUrl = defaultJournalUrl(options, loaded);
  return [
    {
      provide: JOURNAL,
      inject: [Clock],
      useFactory: (clock: Clock) => createJournal({ ...config, url: urlOf(options.journal) ?? config.url }, { defaultUrl, clock }),
    },
    { provide: WRITE_PORT, useFactory: () => new DirectWritePort({ recordWrite: ({ run }) => run.countWrite() }) },
    {
      provide: EXECUTOR,
      inject: [RunEventBus, WRITE_PORT, ENV_READER, JOURNAL, Clock],
      useFactory: (...[events, writePort, env, journal, clock]: [RunEventBus, WritePort, EnvReader, Journal, Clock]) =>
        new InProcessExecutor({ events, writePort, env, clock, random: Math.random, journal, storesTexts: config.storeTexts }, clock),
    },
  ];
}

/** It may hold a password. */
function urlOf(journal: string | undefined): Secret | undefined {
  return journal === undefined ? undefined : new Secret(journal);
}

function isVerbose({ level }: InfrastructureConfig['logging']): boolean {
  return level === 'debug' || level === 'verbose';
}
