import { randomUUID } from 'node:crypto';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { toPluginModule } from './discovery/plugin.module.js';
import { makeBootModule } from './module/boot.module.js';
import { loadApplication, type LoadedApplication } from './module/load-application.js';
import { ModuleGraph } from './module/module-graph.js';
import type { OtaiModuleAsyncOptions, OtaiModuleOptions } from './module/otai.options.js';
import { runtimeProviders } from './module/runtime.providers.js';
import { addServiceModules } from './module/service.modules.js';
import { PipelineService } from './pipeline/pipeline.service.js';

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
   * All problems of the config that need the components to be known end the creation of the application, together, as one `ConfigError`.
   *
   * @throws ConfigError (as a rejection) when the config cannot be read at all
   * @throws PluginLoadError (as a rejection) with everything that is wrong with the plugins
   */
  static forRoot(options: OtaiModuleOptions = {}): Promise<DynamicModule> {
    return OtaiModule.forRootAsync(options);
  }

  /** The same, with the part of the options that dependency injection can supply when the application starts. */
  static async forRootAsync(options: OtaiModuleAsyncOptions): Promise<DynamicModule> {
    return OtaiModule.forLoaded(await loadApplication(options), options);
  }

  /** @internal The module of an application that was loaded before, by the command line. */
  static forLoaded(application: LoadedApplication, options: OtaiModuleAsyncOptions): DynamicModule {
    return assemble(options, application);
  }
}

function assemble(options: OtaiModuleAsyncOptions, { loaded, plugins }: LoadedApplication): DynamicModule {
  const graph = new ModuleGraph();
  const boot = makeBootModule(options, loaded, { plugins, graph });
  for (const plugin of plugins.plugins) graph.plugins.set(plugin.name, toPluginModule(plugin, boot));
  addServiceModules(graph, { loaded, registry: plugins.registry, boot });
  const shared = [boot, ...graph.all];
  return {
    module: OtaiModule,
    global: options.isGlobal ?? false,
    imports: shared,
    providers: [distinguisher(), ...runtimeProviders(options, loaded)],
    exports: [PipelineService, ...shared],
  };
}

/** Nest merges dynamic modules of one class whose metadata look the same: two applications in one process never shall. */
function distinguisher(): Provider {
  return { provide: 'otai:application', useValue: randomUUID() };
}
