import type { Provider } from '@nestjs/common';
import { Clock } from '../api/clock.js';
import { Secret } from '../api/secret.js';
import type { LoadedConfig } from '../config/config.loader.js';
import type { InfrastructureConfig, OtaiConfig } from '../config/otai-config.js';
import type { Journal } from '../journal/journal.js';
import { createJournal } from '../journal/create-journal.js';
import type { CompiledApplication } from '../pipeline/application.compiler.js';
import type { Executor } from '../pipeline/executor.js';
import { PipelineService } from '../pipeline/pipeline.service.js';
import { RunEventBus } from '../pipeline/run-events.js';
import { RunLogger } from '../pipeline/run.logger.js';
import { RunRecovery } from '../pipeline/run.recovery.js';
import { TriggerScheduler } from '../pipeline/trigger.scheduler.js';
import { JournaledWritePort } from '../pipeline/writes/journaled-write-port.js';
import { COMPILED_APPLICATION, RUNTIME_OPTIONS } from './boot.providers.js';
import { executorProviders } from './executor.provider.js';
import { FleetMembership } from './fleet.membership.js';
import { defaultJournalUrl } from './journal.location.js';
import { OtaiLifecycle } from './otai.lifecycle.js';
import type { OtaiModuleOptions, OtaiRuntimeOptions } from './otai.options.js';
import { ShutdownHooksWatch } from './shutdown-hooks.watch.js';
import { EXECUTOR, JOURNAL, WRITE_PORT } from './runtime.tokens.js';

const DEFAULT_SHUTDOWN_TIMEOUT = 30_000;

/** What runs the pipelines: the three seams, the service that applications use, and what starts and stops it all. */
export function runtimeProviders(options: OtaiModuleOptions, loaded: LoadedConfig): Provider[] {
  return [
    { provide: RunEventBus, useValue: new RunEventBus() },
    journalProvider(options, loaded),
    { provide: WRITE_PORT, useFactory: () => writePortOf(loaded.config) },
    ...executorProviders(options, loaded),
    {
      provide: PipelineService,
      inject: [COMPILED_APPLICATION, EXECUTOR, RunEventBus],
      useFactory: ({ pipelines }: CompiledApplication, executor: Executor, events: RunEventBus) =>
        new PipelineService(pipelines, executor, events),
    },
    {
      provide: TriggerScheduler,
      inject: [COMPILED_APPLICATION, EXECUTOR, Clock, JOURNAL],
      useFactory: ({ pipelines }: CompiledApplication, ...[executor, clock, journal]: [Executor, Clock, Journal]) =>
        new TriggerScheduler([...pipelines.values()], executor, { clock, journal }),
    },
    {
      provide: RunRecovery,
      inject: [COMPILED_APPLICATION, EXECUTOR, JOURNAL, Clock],
      useFactory: ({ pipelines }: CompiledApplication, ...[executor, journal, clock]: [Executor, Journal, Clock]) =>
        new RunRecovery({ pipelines, executor, journal, clock }),
    },
    lifecycleProvider(options, loaded.config.infrastructure),
  ];
}

function journalProvider(options: OtaiModuleOptions, loaded: LoadedConfig): Provider {
  const { journal: config } = loaded.config.infrastructure;
  const { baseDir } = loaded;
  const defaultUrl = defaultJournalUrl(options, loaded);
  return {
    provide: JOURNAL,
    inject: [Clock],
    useFactory: (clock: Clock) => createJournal({ ...config, url: urlOf(options.journal) ?? config.url }, { defaultUrl, clock, baseDir }),
  };
}

function writePortOf({ infrastructure: { journal }, pipelines }: OtaiConfig): JournaledWritePort {
  const { noteReference, storeTexts } = journal;
  return new JournaledWritePort({ noteReference, storeTexts, limits: new Map(pipelines.map(({ name, safety }) => [name, safety.limits])) });
}

/** It may hold a password. */
function urlOf(journal: string | undefined): Secret | undefined {
  return journal === undefined ? undefined : new Secret(journal);
}

type LifecycleDependencies = [TriggerScheduler, RunRecovery, FleetMembership, Executor, Journal, RunEventBus, Clock, OtaiRuntimeOptions];

function lifecycleProvider(options: OtaiModuleOptions, { logging }: InfrastructureConfig): Provider {
  return {
    provide: OtaiLifecycle,
    inject: [TriggerScheduler, RunRecovery, FleetMembership, EXECUTOR, JOURNAL, RunEventBus, Clock, RUNTIME_OPTIONS],
    useFactory: (...[scheduler, recovery, membership, executor, journal, events, clock, { autoStart }]: LifecycleDependencies) => {
      const logger = options.logRuns === false ? undefined : new RunLogger(events, isVerbose(logging));
      return new OtaiLifecycle(
        { scheduler, recovery, membership, executor, journal, logger, hooks: new ShutdownHooksWatch(clock) },
        autoStart ?? options.autoStart ?? true,
        options.shutdownTimeout ?? DEFAULT_SHUTDOWN_TIMEOUT,
      );
    },
  };
}

function isVerbose({ level }: InfrastructureConfig['logging']): boolean {
  return level === 'debug' || level === 'verbose';
}
