import { Logger, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { BasePlugin } from './base/base.plugin.js';
import { formatProblem } from './config/config-problem.js';
import { loadConfig, type LoadedConfig } from './config/config.loader.js';
import { ComponentRegistry } from './discovery/component.registry.js';
import { makeModuleClass } from './discovery/module-class.js';
import { discoverPlugins, type PluginSet, type PluginSources } from './discovery/plugin.discovery.js';
import type { PluginRequest } from './discovery/plugin.explorer.js';
import { formatPluginFailure } from './discovery/plugin-load.error.js';
import type { LoadedPlugin } from './discovery/plugin.loader.js';
import { toPluginModule } from './discovery/plugin.module.js';
import { InstanceBinder } from './instance.binder.js';
import { OtaiLifecycle, PluginCleanup } from './otai.lifecycle.js';
import type { OtaiModuleAsyncOptions, OtaiModuleOptions, OtaiRuntimeOptions } from './otai.options.js';
import {
  COMPILED_APPLICATION,
  compiledApplicationProvider,
  ENV_READER,
  envReaderProvider,
  RUNTIME_OPTIONS,
  runtimeOptionsProviders,
} from './otai.providers.js';
import type { CompiledApplication } from './pipeline/application.compiler.js';
import { InProcessExecutor, type Executor } from './pipeline/executor.js';
import { MemoryJournal, type Journal } from './pipeline/journal.js';
import { PipelineService } from './pipeline/pipeline.service.js';
import { RunEventBus } from './pipeline/run-events.js';
import { RunLogger } from './pipeline/run.logger.js';
import { TriggerScheduler } from './pipeline/trigger.scheduler.js';
import { DirectWritePort, type WritePort } from './pipeline/write-port.js';
import { makeServiceModules } from './service.modules.js';
import type { EnvReader } from './templating/template-scope.js';

/** Tokens of the three seams, for who replaces one with a provider of his own (`overrideProvider(EXECUTOR)`). */
export const EXECUTOR = 'otai:executor';
export const JOURNAL = 'otai:journal';
export const WRITE_PORT = 'otai:write-port';

const DEFAULT_SHUTDOWN_TIMEOUT = 30_000;

/**
 * Wires plugins, services and pipelines into a Nest application.
 *
 * @example
 *     @Module({ imports: [OtaiModule.forRoot({ config: 'config.yml' })] })
 *     export class AppModule {}
 */
@Module({})
export class OtaiModule {
  /**
   * Reads the config and loads the plugins now; Nest accepts the promise in `imports`.
   *
   * @throws ConfigError (as a rejection) when the config cannot be read at all
   * @throws PluginLoadError (as a rejection) with everything that is wrong with the plugins
   *
   * All other problems of the config end the creation of the application, together, as one `ConfigError`.
   */
  static forRoot(options: OtaiModuleOptions = {}): Promise<DynamicModule> {
    return OtaiModule.forRootAsync(options);
  }

  /** The same, with the part of the options that dependency injection can supply when the application starts. */
  static async forRootAsync(options: OtaiModuleAsyncOptions): Promise<DynamicModule> {
    const loaded = loadConfig({
      config: options.config ?? (options.text === undefined ? 'config.yml' : undefined),
      ...sourceOptions(options),
    });
    const plugins = await discoverPlugins(pluginSources(options, loaded));
    report(loaded, plugins);
    return assemble(options, loaded, plugins);
  }
}

function sourceOptions({ text, fileName, defaults, cwd, env, dotenv }: OtaiModuleOptions) {
  return { text, fileName, defaults, cwd, env, dotenv };
}

function pluginSources(options: OtaiModuleOptions, { config }: LoadedConfig): PluginSources {
  const wanted = options.plugins ?? 'discover';
  const factories = wanted === 'discover' ? [] : wanted.filter((plugin) => typeof plugin !== 'string');
  const names = wanted === 'discover' ? 'discover' : wanted.filter((plugin) => typeof plugin === 'string').map((name) => ({ name }));
  const listed = config.plugins?.map((entry): PluginRequest => ({ ...entry, name: toPackageName(entry.name) }));
  return { factories: [BasePlugin, ...factories], packages: listed ?? names, hostDir: options.hostDir ?? options.cwd ?? process.cwd() };
}

/** The config may leave the law of names to us: `hf-local` is the package `otai-hf-local`. */
function toPackageName(name: string): string {
  return name.startsWith('@') || name.startsWith('otai-') ? name : `otai-${name}`;
}

function report(loaded: LoadedConfig, { plugins, warnings }: PluginSet): void {
  for (const warning of loaded.warnings) Logger.warn(formatProblem(warning), 'otai');
  for (const failure of warnings) Logger.warn(`optional plugin left out\n${formatPluginFailure(failure)}`, 'otai');
  for (const plugin of plugins) Logger.log(describePlugin(plugin), 'otai');
}

function describePlugin({ package: name, version, components, milliseconds }: LoadedPlugin): string {
  const kinds = (['pipe', 'service', 'trigger'] as const).flatMap((kind) => {
    const names = components.filter((component) => component.kind === kind).map((component) => component.name);
    return names.length === 0 ? [] : [`${kind}s ${names.join(', ')}`];
  });
  return `plugin ${name}${version === null ? '' : ` ${version}`} in ${milliseconds.toFixed(0)} ms: ${kinds.join('; ') || 'no components'}`;
}

function assemble(options: OtaiModuleAsyncOptions, loaded: LoadedConfig, plugins: PluginSet): DynamicModule {
  const modules = new Map(plugins.plugins.map((plugin) => [plugin.name, toPluginModule(plugin)] as const));
  const boot = bootModule(options, loaded, { plugins, modules });
  const parts = { loaded, registry: plugins.registry, bootModule: boot.module, pluginModule: (name: string) => modules.get(name) };
  const services = makeServiceModules(parts);
  for (const { module } of services) boot.serviceModules.add(module);
  const shared = [boot.module, ...modules.values(), ...services];
  return {
    module: OtaiModule,
    global: options.isGlobal ?? false,
    imports: shared,
    providers: runtimeProviders(options),
    exports: [PipelineService, ...shared],
  };
}

interface BootModule {
  readonly module: DynamicModule;
  /** Filled once the services' modules are made, which import this one. */
  readonly serviceModules: Set<unknown>;
}

/** What all other modules import: the compiled application, and the two ends of the life of plugins and instances. */
function bootModule(
  options: OtaiModuleAsyncOptions,
  loaded: LoadedConfig,
  { plugins, modules }: { plugins: PluginSet; modules: ReadonlyMap<string, DynamicModule> },
): BootModule {
  const serviceModules = new Set<unknown>();
  const binder: Provider = {
    provide: InstanceBinder,
    inject: [DiscoveryService, COMPILED_APPLICATION],
    useFactory: (discovery: DiscoveryService, application: CompiledApplication) =>
      new InstanceBinder(discovery, application, (plugin) => modules.get(plugin)?.module, serviceModules),
  };
  const module: DynamicModule = {
    module: makeModuleClass('OtaiBoot'),
    imports: [DiscoveryModule, ...(options.imports ?? [])],
    providers: [
      ...runtimeOptionsProviders(options),
      envReaderProvider(loaded),
      compiledApplicationProvider(loaded, plugins),
      binder,
      { provide: PluginCleanup, useValue: new PluginCleanup(plugins.plugins) },
      { provide: ComponentRegistry, useValue: plugins.registry },
    ],
    exports: [RUNTIME_OPTIONS, ENV_READER, COMPILED_APPLICATION, ComponentRegistry],
  };
  return { module, serviceModules };
}

/** What runs the pipelines. Three of them are the seams that later executors, journals and write ports take. */
function runtimeProviders(options: OtaiModuleOptions): Provider[] {
  return [
    { provide: RunEventBus, useValue: new RunEventBus() },
    { provide: JOURNAL, useFactory: () => new MemoryJournal() },
    { provide: WRITE_PORT, useFactory: (journal: Journal) => new DirectWritePort(journal), inject: [JOURNAL] },
    {
      provide: EXECUTOR,
      inject: [RunEventBus, WRITE_PORT, ENV_READER, JOURNAL],
      useFactory: (events: RunEventBus, writePort: WritePort, env: EnvReader, journal: Journal) =>
        new InProcessExecutor({ events, writePort, env }, journal),
    },
    {
      provide: PipelineService,
      inject: [COMPILED_APPLICATION, EXECUTOR, RunEventBus],
      useFactory: ({ pipelines }: CompiledApplication, executor: Executor, events: RunEventBus) =>
        new PipelineService(pipelines, executor, events),
    },
    {
      provide: OtaiLifecycle,
      inject: [COMPILED_APPLICATION, EXECUTOR, RunEventBus, RUNTIME_OPTIONS],
      useFactory: ({ pipelines }: CompiledApplication, executor: Executor, events: RunEventBus, runtime: OtaiRuntimeOptions) =>
        new OtaiLifecycle(
          { scheduler: new TriggerScheduler(pipelines.values(), executor), executor, logger: new RunLogger(events) },
          runtime.autoStart ?? options.autoStart ?? true,
          options.shutdownTimeout ?? DEFAULT_SHUTDOWN_TIMEOUT,
        ),
    },
  ];
}
