import type { DynamicModule, Provider } from '@nestjs/common';
import { Logger } from '@nestjs/common';
import { NoParams } from './api/contract.js';
import { getServiceToken, ServiceContext } from './api/service.decorator.js';
import type { LoadedConfig } from './config/config.loader.js';
import type { ServiceEntry } from './config/otai-config.js';
import type { Component } from './discovery/component.js';
import type { ComponentRegistry } from './discovery/component.registry.js';
import { makeModuleClass } from './discovery/module-class.js';
import { COMPILED_APPLICATION } from './otai.providers.js';
import type { CompiledApplication } from './pipeline/application.compiler.js';

/** What the modules of services are made from. */
export interface ServiceModuleParts {
  readonly loaded: LoadedConfig;
  readonly registry: ComponentRegistry;
  /** Exports the compiled application. */
  readonly bootModule: DynamicModule;
  /** The module of the plugin a component came from. */
  readonly pluginModule: (plugin: string) => DynamicModule | undefined;
}

/**
 * Makes one Nest module for each entry under `services:` that a plugin's class serves.
 *
 * A module of its own is what lets the same class be built twice with different params, each by ordinary injection,
 * and what makes Nest open a service before those that use it and close it after them.
 * Entries that name nothing known are left out: compiling reports them, and nothing will start.
 */
export function makeServiceModules(parts: ServiceModuleParts): DynamicModule[] {
  const entries = new Map(parts.loaded.config.services.map((entry) => [entry.id, entry]));
  const made = new Map<string, DynamicModule>();
  const make = (entry: ServiceEntry, way: readonly string[]): DynamicModule[] => {
    const known = made.get(entry.id);
    const component = parts.registry.find('service', entry.use);
    if (known !== undefined) return [known];
    if (component === undefined || way.includes(entry.id)) return [];
    const used = Object.values(entry.injects).flatMap((id) => entries.get(id) ?? []);
    const imports = used.flatMap((other) => make(other, [...way, entry.id]));
    const module = makeServiceModule(entry, component, { ...parts, imports });
    made.set(entry.id, module);
    return [module];
  };
  for (const entry of entries.values()) make(entry, []);
  return [...made.values()];
}

function makeServiceModule(
  entry: ServiceEntry,
  component: Component,
  parts: ServiceModuleParts & { imports: DynamicModule[] },
): DynamicModule {
  const plugin = component.plugin === null ? undefined : parts.pluginModule(component.plugin);
  const token = getServiceToken(entry.id);
  return {
    module: makeModuleClass(`OtaiService(${entry.id})`),
    imports: [parts.bootModule, ...(plugin === undefined ? [] : [plugin]), ...parts.imports],
    providers: [
      { provide: token, useClass: component.type as never },
      contextProvider(entry, component, parts.loaded.baseDir),
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
