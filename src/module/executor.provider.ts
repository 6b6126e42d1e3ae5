import type { Provider } from '@nestjs/common';
import { Clock } from '../api/clock.js';
import { OtaiError } from '../api/otai.error.js';
import { getServiceToken } from '../api/service.decorator.js';
import type { LoadedConfig } from '../config/config.loader.js';
import { EXECUTOR_ID, hasExecutor } from '../config/executor.reader.js';
import type { Journal } from '../journal/journal.js';
import type { CompiledApplication } from '../pipeline/application.compiler.js';
import { InProcessExecutor, type Executor } from '../pipeline/executor.js';
import { JobRunner } from '../pipeline/job.runner.js';
import { RunEventBus } from '../pipeline/run-events.js';
import type { RunEnvironment } from '../pipeline/run.js';
import type { WritePort } from '../pipeline/write-port.js';
import type { EnvReader } from '../templating/template-scope.js';
import { COMPILED_APPLICATION, ENV_READER } from './boot.providers.js';
import { FleetMembership } from './fleet.membership.js';
import type { OtaiModuleOptions } from './otai.options.js';
import { EXECUTOR, JOURNAL, WRITE_PORT } from './runtime.tokens.js';

const RUN_ENVIRONMENT = 'otai:run-environment';
const LOCAL_EXECUTOR = 'otai:local-executor';

/** Who runs pipelines: this process, or the fleet that the config names. */
export function executorProviders(options: OtaiModuleOptions, { config }: LoadedConfig): Provider[] {
  const isFleet = options.useFleet !== false && hasExecutor(config);
  const { storeTexts: storesTexts } = config.infrastructure.journal;
  return [
    {
      provide: RUN_ENVIRONMENT,
      inject: [RunEventBus, WRITE_PORT, ENV_READER, JOURNAL, Clock],
      useFactory: (...[events, writePort, env, journal, clock]: [RunEventBus, WritePort, EnvReader, Journal, Clock]): RunEnvironment => ({
        events,
        writePort,
        env,
        clock,
        random: Math.random,
        journal,
        storesTexts,
      }),
    },
    {
      provide: LOCAL_EXECUTOR,
      inject: [RUN_ENVIRONMENT],
      useFactory: (environment: RunEnvironment) => new InProcessExecutor(environment, environment.clock),
    },
    isFleet
      ? { provide: EXECUTOR, useExisting: getServiceToken(EXECUTOR_ID) }
      : { provide: EXECUTOR, useFactory: localOnly(options), inject: [LOCAL_EXECUTOR] },
    {
      provide: FleetMembership,
      inject: [EXECUTOR, LOCAL_EXECUTOR, RUN_ENVIRONMENT, COMPILED_APPLICATION],
      useFactory: (executor: Executor, local: InProcessExecutor, environment: RunEnvironment, { pipelines }: CompiledApplication) =>
        new FleetMembership(executor.fleet, () => ({
          role: options.role ?? 'all',
          pipelines,
          journal: environment.journal,
          events: environment.events,
          clock: environment.clock,
          jobs: new JobRunner(local, environment),
          drain: (graceMs) => local.drain(graceMs),
        })),
    },
  ];
}

function localOnly({ role = 'all', useFleet }: OtaiModuleOptions): (local: InProcessExecutor) => Executor {
  return (local) => {
    if (role === 'all' || useFleet === false) return local;
    throw new OtaiError('OTAI_ROLE_WITHOUT_FLEET', `role ${role} is for a fleet, but the config has no infrastructure.executor`, {
      hint: 'add one, e.g. executor: { use: bullmq:BullMqExecutor, params: { connection: redis://… } }, or leave the role out',
    });
  };
}
