import type { DynamicModule, Provider } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { NoParams } from '../api/contract.js';
import { getServiceToken, ServiceContext } from '../api/service.decorator.js';
import type { LoadedConfig } from '../config/config.loader.js';
import type { ServiceEntry } from '../config/otai-config.js';
import type { Component } from '../discovery/component.js';
import type { ComponentRegistry } from '../discovery/component.registry.js';
import { makeModuleClass } from '../discovery/module-class.js';
import { COMPILED_APPLICATION } from './boot.providers.js';
import type { ModuleGraph } from './module-graph.js';
import type { CompiledApplication } from '../pipeline/application.compiler.js';

/** What the modules of services are made from. */
export interface ServiceModuleParts {
  readonly loaded: LoadedConfig;
  readonly registry: ComponentRegistry;
  readonly boot: DynamicModule;
}

/**
 * Makes one Nest module for each entry under `services:` that a plugin's class serves.
 *
 * A module of its own is what lets the same class be built twice with different params, each by ordinary injection,
 * and what makes Nest open a service before those that use it and close it after them.
 * Entries that name nothing known, or need each other in a circle, are left out: compiling reports them, and nothing will start.
 */
export function addServiceModules(graph: ModuleGraph, parts: ServiceModuleParts): void {
  const entries = new Map(parts.loaded.config.services.map((entry) => [entry.id, entry]));
  const add = (entry: ServiceEntry, way: readonly string[]): DynamicModule[] => {
    const known = graph.services.get(entry.id);
    if (known !== undefined) return [known];
    const component = parts.registry.find('service', entry.use);
    if (component === undefined || way.includes(entry.id)) return [];
    const used = Object.values(entry.injects).flatMap((id) => entries.get(id) ?? []);
    const imports = [parts.boot, ...pluginOf(component, graph), ...used.flatMap((other) => add(other, [...way, entry.id]))];
    const module = { ...makeServiceModule(entry, component, parts.loaded.baseDir), imports };
    graph.services.set(entry.id, module);
    return [module];
  };
  for (const entry of entries.values()) add(entry, []);
}

function pluginOf({ plugin }: Component, graph: ModuleGraph): DynamicModule[] {
  const module = plugin === null ? undefined : graph.plugins.get(plugin);
  return module === undefined ? [] : [module];
}

function makeServiceModule(entry: ServiceEntry, component: Component, baseDir: string): DynamicModule {
  const token = getServiceToken(entry.id);
  return {
    module: makeModuleClass(`OtaiService(${entry.id})`),
    providers: [
      { provide: token, useClass: component.type as never },
      contextProvider(entry, component, baseDir),
      ...paramsProvider(entry, component),
    ],
    exports: [token],
  };
}

function contextProvider({ id, injects }: ServiceEntry, component: Component, baseDir: string): Provider {
  const names = Object.keys(component.injects).filter((name) => injects[name] !== undefined);
  return {
    provide: ServiceContext,
    // Optional: one that cannot be had is a problem of the config, and compiling reports it with its place.
    inject: names.map((name) => ({ token: getServiceToken(injects[name] ?? ''), optional: true })),
    useFactory: (...services: object[]) => {
      const named = Object.freeze(Object.fromEntries(names.map((name, i) => [name, services[i]])));
      return new ServiceContext(id, named, new Logger(`otai/${id}`), baseDir);
    },
  };
}

function paramsProvider({ id }: ServiceEntry, component: Component): Provider[] {
  if (component.params === NoParams) return [];
  return [
    {
      provide: component.params as never,
      inject: [COMPILED_APPLICATION],
      useFactory: (application: CompiledApplication) => application.services.get(id)?.params,
    },
  ];
}
