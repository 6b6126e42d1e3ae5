import type { DynamicModule, Type as NestType } from '@nestjs/common';
import { makeModuleClass } from './module-class.js';
import type { LoadedPlugin } from './plugin.loader.js';

/** Marks the modules made here, so that the host's explorer leaves their providers to whoever loaded the plugin. */
const pluginModules = new WeakSet<object>();

/**
 * Makes a plugin's providers a Nest module that exports all of them.
 *
 * @param shared - the module of what every plugin may inject, such as `Clock`
 */
export function toPluginModule(plugin: LoadedPlugin, shared: DynamicModule): DynamicModule {
  const module = makeModuleClass(`OtaiPlugin(${plugin.name})`);
  pluginModules.add(module);
  const providers = [...plugin.providers];
  return {
    module,
    imports: [shared, ...plugin.imports],
    providers,
    exports: providers.map((provider) => (typeof provider === 'function' ? provider : provider.provide)),
  };
}

/** Whether a module class was made by {@link toPluginModule}. */
export function isPluginModule(module: NestType | Function | null | undefined): boolean {
  return typeof module === 'function' && pluginModules.has(module);
}
