import type { ModuleMetadata, Provider, Type as NestType } from '@nestjs/common';
import type { PluginFactory } from '../api/plugin/plugin-factory.js';
import type { ConfigSource } from '../config/config.loader.js';
import type { Role } from '../pipeline/fleet.executor.js';

/** The plugins an application wants: those among its dependencies, or these and no others. */
export type PluginsOption = 'discover' | readonly (string | (new () => PluginFactory))[];

/** What is known before Nest builds anything, because it shapes the module graph. */
export interface OtaiModuleOptions extends Pick<ConfigSource, 'cwd' | 'defaults' | 'dotenv' | 'env' | 'text' | 'fileName'> {
  /** The path of a YAML file, or the config itself as an object with its root key `otai`. Default `config.yml`. */
  readonly config?: string | object | undefined;
  /**
   * `discover` (default): every dependency of the host's package.json that is a plugin. A list: these npm names and plugin classes instead.
   * Where the config has a list `plugins:`, the packages are those it names; classes handed over here stay.
   */
  readonly plugins?: PluginsOption | undefined;
  /** Whether `PipelineService` can be injected everywhere without importing the module again. Default false. */
  readonly isGlobal?: boolean | undefined;
  /** Whether triggers start when the application has started. Default true. */
  readonly autoStart?: boolean | undefined;
  /**
   * What this process does where the config has an `infrastructure.executor`, i.e. a fleet: `all` (default), `scheduler` (starts triggers),
   * `worker` (runs pipelines), `api` (only asks for runs and watches them).
   */
  readonly role?: Role | undefined;
  /** False: pipelines run in this process whatever the config says of an executor, as a dry run does. Default true. */
  readonly useFleet?: boolean | undefined;
  /** Whether runs are logged: failed ones as warnings, steps at debug level. Default true; say false when you show them from `events$` yourself. */
  readonly logRuns?: boolean | undefined;
  /**
   * Where runs are remembered, above what the config says: `sqlite:./otai.db`, `postgres://…` or `memory`. Default: what the config says under
   * `infrastructure.journal`, else a SQLite file in the folder `.otai` beside the config file; `memory` when the config is an object or a text.
   */
  readonly journal?: string | undefined;
  /** How long a shutdown waits for running pipelines before it cancels them, milliseconds. Default 30 000. */
  readonly shutdownTimeout?: number | undefined;
  /** How long a shutdown waits for the `cleanup` of each plugin, milliseconds. Default 10 000. */
  readonly cleanupTimeout?: number | undefined;
  /** Where the host's package.json is looked for, upwards. Default: the working directory. */
  readonly hostDir?: string | undefined;
}

/** What dependency injection can supply when the application starts. */
export interface OtaiRuntimeOptions {
  /**
   * Variables for `get_env` that win over the environment and `.env`: a record, or a function such as
   * `(name) => configService.get(name)` with `@nestjs/config`.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | ((name: string) => string | undefined) | undefined;
  /** As in {@link OtaiModuleOptions}, for who only knows at run time. */
  readonly autoStart?: boolean | undefined;
}

/** Makes {@link OtaiRuntimeOptions} where a class is preferred to a function. */
export interface OtaiOptionsFactory {
  createOtaiOptions(): OtaiRuntimeOptions | Promise<OtaiRuntimeOptions>;
}

/** {@link OtaiModuleOptions}, and one of the three usual ways to have DI supply {@link OtaiRuntimeOptions}. */
export interface OtaiModuleAsyncOptions extends OtaiModuleOptions, Pick<ModuleMetadata, 'imports'> {
  readonly useFactory?: (...args: never[]) => OtaiRuntimeOptions | Promise<OtaiRuntimeOptions>;
  readonly inject?: readonly (NestType<unknown> | string | symbol | { token: NestType<unknown> | string | symbol; optional: boolean })[];
  readonly useClass?: NestType<OtaiOptionsFactory>;
  readonly useExisting?: NestType<OtaiOptionsFactory>;
  /** Providers that the factory needs. */
  readonly extraProviders?: readonly Provider[];
}
