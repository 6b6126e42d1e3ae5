import type { DynamicModule, Provider } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { Clock, SystemClock } from '../api/clock.js';
import type { LoadedConfig } from '../config/config.loader.js';
import { ComponentRegistry } from '../discovery/component.registry.js';
import { makeModuleClass } from '../discovery/module-class.js';
import type { PluginSet } from '../discovery/plugin.discovery.js';
import type { CompiledApplication } from '../pipeline/application.compiler.js';
import {
  COMPILED_APPLICATION,
  compiledApplicationProvider,
  ENV_READER,
  envReaderProvider,
  RUNTIME_OPTIONS,
  runtimeOptionsProviders,
} from './boot.providers.js';
import { InstanceBinder } from './instance.binder.js';
import type { ModuleGraph } from './module-graph.js';
import { PluginCleanup } from './otai.lifecycle.js';
import type { OtaiModuleAsyncOptions } from './otai.options.js';

/**
 * The module that all others of an application import: the compiled config, the clock, and the two ends of a plugin's life.
 *
 * Being the deepest, it is the first that Nest initializes and the last that it shuts down.
 */
export function makeBootModule(
  options: OtaiModuleAsyncOptions,
  loaded: LoadedConfig,
  parts: { plugins: PluginSet; graph: ModuleGraph },
): DynamicModule {
  return {
    module: makeModuleClass('OtaiBoot'),
    imports: [DiscoveryModule, ...(options.imports ?? [])],
    providers: [
      ...runtimeOptionsProviders(options),
      envReaderProvider(loaded),
      compiledApplicationProvider(loaded, parts.plugins),
      binderProvider(parts.graph, parts.plugins),
      { provide: Clock, useClass: SystemClock },
      cleanupProvider(parts.plugins, options.cleanupTimeout),
      { provide: ComponentRegistry, useValue: parts.plugins.registry },
    ],
    exports: [RUNTIME_OPTIONS, ENV_READER, COMPILED_APPLICATION, ComponentRegistry, Clock],
  };
}

function cleanupProvider({ plugins }: PluginSet, timeout: number | undefined): Provider {
  return { provide: PluginCleanup, inject: [Clock], useFactory: (clock: Clock) => new PluginCleanup(plugins, clock, timeout) };
}

function binderProvider(graph: ModuleGraph, { plugins }: PluginSet): Provider {
  return {
    provide: InstanceBinder,
    inject: [DiscoveryService, COMPILED_APPLICATION],
    useFactory: (discovery: DiscoveryService, application: CompiledApplication) =>
      new InstanceBinder(discovery, application, { graph, plugins }),
  };
}
